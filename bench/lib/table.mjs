// Rows as a table in Markdown.

/** A table of rows: `{ what, unit, ours, theirs, moreIsBetter, target }`. */
export function table(rows) {
  const cells = rows.map(({ what, unit, ours, theirs, moreIsBetter, target }) => {
    // A column in which less is better has no room for a row in which more is.
    const ratio = theirs > 0 && ours > 0 && !moreIsBetter ? (ours / theirs).toFixed(2) : '–';
    return `| ${what} | ${unit} | ${number(ours)} | ${number(theirs)} | ${ratio} | ${target ?? '–'} |`;
  });
  return ['| what | unit | blobferry | reference | ratio | target |', '|---|---|--:|--:|--:|--:|', ...cells].join('\n');
}

function number(value) {
  if (value === undefined) return '–';
  return value >= 100 ? Math.round(value).toString() : value.toPrecision(3);
}
