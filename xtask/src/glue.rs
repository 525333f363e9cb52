//! The JavaScript beside the client, as wasm-bindgen writes it, less what no page needs: comments,
//! indentation, and the classes of a library for streams, which server functions of Leptos could
//! answer with and ours do not. What of the module only those could call goes with them (see
//! [`crate::module`]), as does what only that called here.
//!
//! It reads lines, not JavaScript: what it does not know it leaves as it is.

use std::collections::{BTreeMap, BTreeSet};

/// How the names of those classes begin.
const STREAMS: &str = "IntoUnderlying";

/// How the line of a function begins that the module may import.
const IMPORT: &str = "        __wb";
/// How it ends.
const IMPORTED: &str = "        }";

/// The glue without what no page needs; `names` are the short ones of all that it shares with the module.
pub fn trimmed(glue: &str, names: &BTreeMap<String, String>) -> String {
    let mut kept = String::with_capacity(glue.len());
    // What ends the lines that are being left out.
    let mut until: Option<fn(&str) -> bool> = None;
    for line in glue.lines() {
        let bare = line.trim();
        let stream = |before: &str| line.strip_prefix(before).is_some_and(|rest| rest.starts_with(STREAMS));
        if let Some(over) = until {
            if over(line) {
                until = None;
            }
        } else if bare.starts_with("/*") {
            until = (!bare.ends_with("*/")).then_some(|line| line.trim_end().ends_with("*/"));
        } else if stream("export class ") {
            until = Some(|line| line == "}");
        } else if line.starts_with(IMPORT) && line.ends_with('{') && !names.contains_key(&word(bare)) {
            until = Some(|line| line.starts_with(IMPORTED));
        } else if stream("const ") {
            until = (!bare.ends_with(';')).then_some(|line| line.ends_with(';'));
        } else if !(bare.is_empty() || bare.starts_with("//") || stream("if (Symbol.dispose) ")) {
            kept.push_str(bare);
            kept.push('\n');
        }
    }
    renamed(&kept, names)
}

/// The word at the beginning of a text.
fn word(text: &str) -> String {
    text.chars().take_while(|c| in_word(*c)).collect()
}

fn in_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

fn renamed(glue: &str, names: &BTreeMap<String, String>) -> String {
    let mut renamed = String::with_capacity(glue.len());
    let mut rest = glue;
    while let Some(next) = rest.chars().next() {
        let old = word(rest);
        match names.get(&old) {
            Some(short) => renamed.push_str(short),
            None if old.is_empty() => renamed.push(next),
            None => renamed.push_str(&old),
        }
        rest = &rest[old.len().max(next.len_utf8())..];
    }
    renamed
}

/// What the glue uses of the module, in the words of binaryen's `wasm-metadce`: all else is nobody's.
pub fn graph(glue: &str) -> String {
    let used: BTreeSet<String> = glue.split("wasm.").skip(1).map(word).filter(|name| !name.is_empty()).collect();
    let reached: Vec<String> = used.iter().map(|name| format!("\"{name}\"")).collect();
    let mut graph = format!("[{{\"name\":\"the page\",\"root\":true,\"reaches\":[{}]}}", reached.join(","));
    for name in used {
        graph.push_str(&format!(",{{\"name\":\"{name}\",\"export\":\"{name}\"}}"));
    }
    graph.push(']');
    graph
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "\
    const import0 = {
        __wbg_enqueue_c116: function() { return handleError(function (arg0, arg1) {
            arg0.enqueue(arg1);
        }, arguments); },
        __wbg_now_463a: function() {
            if (Date) {
                return Date.now();
            }
        },
    };
export class IntoUnderlyingSink {
    /**
     * @param {any} chunk
     */
    write(chunk) {
        return wasm.intounderlyingsink_write(this.__wbg_ptr, chunk);
    }
}
if (Symbol.dispose) IntoUnderlyingSink.prototype[Symbol.dispose] = IntoUnderlyingSink.prototype.free;

/** Starts it. */
export function hydrate() {
    wasm.hydrate(); // now
}
const IntoUnderlyingSinkFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_intounderlyingsink_free(ptr, 1));

const later = wasm.__wbindgen_malloc(1, 1);
";

    fn names() -> BTreeMap<String, String> {
        [("__wbg_now_463a", "$0"), ("__wbindgen_malloc", "$1")]
            .map(|(old, new)| (old.to_owned(), new.to_owned()))
            .into()
    }

    #[test]
    fn streams_and_comments_go_and_the_rest_stays() {
        let expected = "\
const import0 = {
$0: function() {
if (Date) {
return Date.now();
}
},
};
export function hydrate() {
wasm.hydrate(); // now
}
const later = wasm.$1(1, 1);
";
        assert_eq!(trimmed(GLUE, &names()), expected);
        assert_eq!(trimmed(expected, &names()), expected);
    }

    #[test]
    fn what_the_glue_uses_is_reached() {
        let expected = "[{\"name\":\"the page\",\"root\":true,\"reaches\":[\"$1\",\"hydrate\"]},\
                        {\"name\":\"$1\",\"export\":\"$1\"},\
                        {\"name\":\"hydrate\",\"export\":\"hydrate\"}]";
        assert_eq!(graph(&trimmed(GLUE, &names())), expected);
    }
}
