import { describe, expect, test } from "bun:test";
import type { ErrorCode } from "../../domain/error-codes.ts";
import type { HttpAnswer, Repeatability } from "../../platform/http/http-request.ts";
import { parseJson, refusalOf, unreadable } from "./errors.ts";
import { contractFile, hasContract } from "./testing/contract-samples.ts";

function answerOf(status: number, body: string, type: string | null = "application/json"): HttpAnswer {
  const headers = new Headers(type === null ? {} : { "content-type": type });
  return { status, headers, bytes: Buffer.from(body), text: () => body };
}

const callOf = (repeatability: Repeatability) => ({
  service: "BestBuy",
  operation: "OR21",
  endpoint: "AcceptOrder",
  relatedId: "900000001-A",
  repeatability,
});

function codesOf(answer: HttpAnswer): [read: string | undefined, effect: string | undefined] {
  const json = parseJson(answer);
  return [refusalOf(callOf("read"), answer, json)?.code, refusalOf(callOf("effect"), answer, json)?.code];
}

const PAGE = "<!doctype html><title>Blocked</title>";

describe("a refusal", () => {
  test.each([
    [301, "", "edge_answer", "edge_answer"],
    [400, "", "marketplace_rejected", "marketplace_rejected"],
    [401, "", "credentials_rejected", "credentials_rejected"],
    [403, "", "operation_forbidden", "operation_forbidden"],
    [404, "", "not_found", "not_found"],
    [405, "", "marketplace_rejected", "marketplace_rejected"],
    [408, "", "service_error", "answer_lost"],
    [410, "", "not_found", "not_found"],
    [411, "", "marketplace_rejected", "marketplace_rejected"],
    [415, "", "marketplace_rejected", "marketplace_rejected"],
    [429, "", "throttled", "throttled"],
    [500, "", "service_error", "answer_lost"],
    [503, PAGE, "service_error", "answer_lost"],
    [403, PAGE, "edge_answer", "edge_answer"],
    [200, '{"message":"Not Found","status":404}', "not_found", "not_found"],
    [
      500,
      '{"message":"Order … is not in the expected state","status":400}',
      "marketplace_rejected",
      "marketplace_rejected",
    ],
  ])("%d %s is %s for a read and %s for an effect", (status, body, read, effect) => {
    expect(codesOf(answerOf(status, body, body === PAGE ? "text/html" : "application/json"))).toEqual([
      read,
      effect,
    ]);
  });

  test("is not seen in a success", () => {
    expect(codesOf(answerOf(204, "", null))).toEqual([undefined, undefined]);
    expect(codesOf(answerOf(200, '{"orders":[],"total_count":0}'))).toEqual([undefined, undefined]);
    expect(codesOf(answerOf(200, '{"status":404}'))).toEqual([undefined, undefined]);
    expect(codesOf(answerOf(200, "null"))).toEqual([undefined, undefined]);
  });

  test("tells Mirakl's codes and words in both shapes of bodies", () => {
    if (!hasContract()) return;
    const samples = contractFile("synthetic/errors.json");
    const refusal = (name: string) => {
      const answer = answerOf(400, JSON.stringify(samples[name]));
      return refusalOf(callOf("effect"), answer, parseJson(answer));
    };
    expect(refusal("shape_a_message_status")?.facts).toMatchObject({
      miraklCodes: [],
      messages: ["Order ... is not in the expected state"],
    });
    expect(refusal("shape_b_errors_array")?.facts).toMatchObject({
      miraklCodes: ["VALIDATION_ERROR"],
      messages: ["VALIDATION_ERROR order_lines must not be empty"],
    });
  });

  test("without words tells its status", () => {
    const answer = answerOf(400, "");
    expect(refusalOf(callOf("read"), answer, undefined)?.message).toBe(
      "BestBuy AcceptOrder (OR21) of 900000001-A: status 400",
    );
  });
});

describe("a 2xx that is no answer", () => {
  const answers: [body: string, type: string | null, code: ErrorCode][] = [
    [PAGE, "text/html; charset=utf-8", "edge_answer"],
    [PAGE, "application/json", "edge_answer"],
    [PAGE, null, "edge_answer"],
    ["Access denied", "text/plain", "edge_answer"],
    ['{ "orders" : [ {', "application/json;charset=UTF-8", "malformed_answer"],
    ['{ "orders" : [ {', null, "malformed_answer"],
    ["", "application/json", "malformed_answer"],
  ];
  test.each(answers)("%s as %s is %s", (body, type, code) => {
    expect(unreadable(callOf("read"), answerOf(200, body, type), "the body is not JSON").code).toBe(code);
    expect(unreadable(callOf("effect"), answerOf(200, body, type), "the body is not JSON").code).toBe(
      "answer_lost",
    );
  });
});
