import { expect, test } from "bun:test";
import fc from "fast-check";
import { buildXml, childrenNamed, elementAt, parseXml, textAt } from "./xml.ts";

test("elements are found by local name, whatever the namespace prefix", () => {
  const root = parseXml(
    `<a:list xmlns:a="urn:x"><a:link rel="self" href="h?a=1&amp;b=2"/><a:id> 7 </a:id></a:list>`,
  );
  expect(root?.name).toBe("list");
  expect(root && elementAt(root, "link")?.attributes).toEqual({ rel: "self", href: "h?a=1&b=2" });
  expect(root && textAt(root, "id")).toBe("7");
  expect(root && textAt(root, "nothing", "here")).toBeNull();
});

test("one child and many children come back as a list", () => {
  const one = parseXml("<list><link/></list>");
  const two = parseXml("<list><link/><link/></list>");
  expect(one && childrenNamed(one, "link")).toHaveLength(1);
  expect(two && childrenNamed(two, "link")).toHaveLength(2);
});

test("entities, numeric references and CDATA are resolved once", () => {
  const root = parseXml("<t>&amp;lt; &#233;&#xE9; &amp;#233;<![CDATA[ <&amp;> ]]></t>");
  expect(root?.text).toBe("&lt; éé &#233; <&amp;>");
});

test("numbers stay the text they were", () => {
  expect(parseXml("<pin>0012345678901234567</pin>")?.text).toBe("0012345678901234567");
});

test.each([
  "",
  "plain",
  "<a>",
  "<a><b></a>",
  "<a/><b/>",
  "<html><br></html>",
  "<!DOCTYPE html><html></html>",
  "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
])("%p is not a document", (text) => {
  expect(parseXml(text)).toBeNull();
});

test("nesting deeper than any real answer is refused", () => {
  expect(parseXml("<a>".repeat(5000) + "</a>".repeat(5000))).toBeNull();
});

test("a long list with many entities is read whole", () => {
  const link = `<link href="https://example.com/a?b=1&amp;c=2"/>`;
  const root = parseXml(`<links>${link.repeat(5000)}</links>`);
  expect(root?.children).toHaveLength(5000);
  expect(root?.children.at(-1)?.attributes.href).toBe("https://example.com/a?b=1&c=2");
});

test("what is built reads back the same, whatever the text", () => {
  const text = fc
    .string({ unit: "binary" })
    .map((raw) => raw.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, "").trim());
  fc.assert(
    fc.property(text, (value) => {
      const xml = buildXml({
        root: "r",
        namespace: "urn:x",
        content: { a: { b: value }, c: [{ d: value }] },
      });
      const root = parseXml(xml);
      expect(root && elementAt(root, "a", "b")?.text).toBe(value);
      expect(root && elementAt(root, "c", "d")?.text).toBe(value);
    }),
  );
});

test("the end mark of CDATA and markup in text are escaped, absent elements are left out", () => {
  const xml = buildXml({ root: "r", namespace: "urn:x", content: { a: "]]> <b>&", gone: undefined } });
  expect(xml).toContain("<a>]]&gt; &lt;b&gt;&amp;</a>");
  expect(xml).not.toContain("gone");
});
