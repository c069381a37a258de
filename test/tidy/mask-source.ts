export interface Span {
  start: number;
  end: number;
  /** What stands between, without quotes or comment marks. */
  text: string;
}

export interface MaskedSource {
  /**
   * The source at its full length with comments, string contents and regular expressions blanked, so that a pattern
   * found in it is code and its offset is the offset in the file. Quotes, and the code inside `${}`, stay.
   */
  code: string;
  comments: Span[];
  /** Strings and templates; a template's text holds its `${}` parts as written. */
  strings: Span[];
  /** Where a comment or template begins that never ends: what follows was not understood. */
  lostAt: number | null;
}

/** After these words a slash begins a regular expression; after any other word it divides. */
const BEFORE_REGEX =
  /(?:^|[^\w$.])(?:return|typeof|case|in|of|delete|void|throw|new|await|yield|else|do|instanceof)$/;
const ENDS_EXPRESSION = /[\w$)\]}"'`]$/;
const REGEX = /\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;
const QUOTED = /'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"/y;
const LINE_COMMENT = /\/\/[^\n]*/y;
const BLOCK_COMMENT = /\/\*[\s\S]*?\*\//y;
const TEMPLATE_PART = /(?:\\[\s\S]|\$(?!\{)|[^`\\$])*/y;

/**
 * Tells code from comments and literals. TypeScript and JSX, without a parser: a lone quote in JSX text, which has no
 * partner on its line, is text.
 */
export function maskSource(source: string): MaskedSource {
  return new Masker(source).run();
}

class Masker {
  readonly #source: string;
  readonly #comments: Span[] = [];
  readonly #strings: Span[] = [];
  /** Open templates, innermost last: where each began, and how many braces are open in its `${}`. */
  readonly #templates: { start: number; braces: number }[] = [];
  #code = "";
  #lostAt: number | null = null;

  constructor(source: string) {
    this.#source = source;
  }

  run(): MaskedSource {
    while (this.#code.length < this.#source.length && this.#lostAt === null) this.#step();
    this.#lostAt ??= this.#templates.at(-1)?.start ?? null;
    return { code: this.#code, comments: this.#comments, strings: this.#strings, lostAt: this.#lostAt };
  }

  #step(): void {
    const at = this.#code.length;
    const char = this.#source.charAt(at);
    if (char === "/") this.#slash();
    else if (char === "'" || char === '"') this.#quoted();
    else if (char === "`") {
      this.#templates.push({ start: at, braces: 0 });
      this.#code += char;
      this.#templateText();
    } else if (char === "{" || char === "}") this.#brace(char);
    else this.#code += char;
  }

  #slash(): void {
    const start = this.#code.length;
    const comment = this.#match(LINE_COMMENT) ?? this.#match(BLOCK_COMMENT);
    if (comment !== null) {
      const text = comment.replace(/^\/[/*]|\*\/$/g, "");
      this.#comments.push({ start, end: start + comment.length, text });
      this.#blank(comment);
    } else if (this.#source.startsWith("/*", start)) this.#lostAt = start;
    else {
      const regex = this.#mayBeginRegex() ? this.#match(REGEX) : null;
      if (regex === null) this.#code += "/";
      else this.#blank(regex);
    }
  }

  #mayBeginRegex(): boolean {
    const before = this.#code.slice(-200).trimEnd();
    if (before.endsWith("<")) return false;
    return !ENDS_EXPRESSION.test(before) || BEFORE_REGEX.test(before);
  }

  #quoted(): void {
    const start = this.#code.length;
    const literal = this.#match(QUOTED);
    if (literal === null) {
      this.#code += this.#source.charAt(start);
      return;
    }
    const text = literal.slice(1, -1);
    this.#strings.push({ start, end: start + literal.length, text });
    this.#code += literal.charAt(0);
    this.#blank(text);
    this.#code += literal.charAt(0);
  }

  #brace(char: string): void {
    const template = this.#templates.at(-1);
    this.#code += char;
    if (!template) return;
    template.braces += char === "{" ? 1 : -1;
    if (template.braces === 0) this.#templateText();
  }

  /** From inside a template's text to its end or to the next `${`. */
  #templateText(): void {
    this.#blank(this.#match(TEMPLATE_PART) ?? "");
    const template = this.#templates.at(-1);
    if (!template) return;
    if (this.#source.startsWith("${", this.#code.length)) {
      this.#code += "${";
      template.braces = 1;
      return;
    }
    const end = this.#code.length;
    if (end >= this.#source.length) {
      this.#lostAt = template.start;
      return;
    }
    this.#code += "`";
    this.#templates.pop();
    const text = this.#source.slice(template.start + 1, end);
    this.#strings.push({ start: template.start, end: end + 1, text });
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#code.length;
    return pattern.exec(this.#source)?.[0] ?? null;
  }

  #blank(text: string): void {
    this.#code += text.replace(/[^\n]/g, " ");
  }
}
