//! The JavaScript beside the client, as wasm-bindgen writes it, less what no page needs: comments,
//! indentation, and the classes of a library for streams, which server functions of Leptos could
//! answer with and ours do not. What of the module only those could call goes with them.
//!
//! It reads lines, not JavaScript: what it does not know it leaves as it is.

use std::collections::BTreeSet;

/// How the names of those classes begin.
const STREAMS: &str = "IntoUnderlying";

/// The glue without what no page needs.
pub fn trimmed(glue: &str) -> String {
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
        } else if stream("const ") {
            until = (!bare.ends_with(';')).then_some(|line| line.ends_with(';'));
        } else if !(bare.is_empty() || bare.starts_with("//") || stream("if (Symbol.dispose) ")) {
            kept.push_str(bare);
            kept.push('\n');
        }
    }
    kept
}

/// What the glue uses of the module, in the words of binaryen's `wasm-metadce`: all else is nobody's.
pub fn graph(glue: &str) -> String {
    let word = |rest: &str| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>();
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

    #[test]
    fn streams_and_comments_go_and_the_rest_stays() {
        let expected = "\
export function hydrate() {
wasm.hydrate(); // now
}
const later = wasm.__wbindgen_malloc(1, 1);
";
        assert_eq!(trimmed(GLUE), expected);
        assert_eq!(trimmed(expected), expected);
    }

    #[test]
    fn what_the_glue_uses_is_reached() {
        let expected = "[{\"name\":\"the page\",\"root\":true,\"reaches\":[\"__wbindgen_malloc\",\"hydrate\"]},\
                        {\"name\":\"__wbindgen_malloc\",\"export\":\"__wbindgen_malloc\"},\
                        {\"name\":\"hydrate\",\"export\":\"hydrate\"}]";
        assert_eq!(graph(&trimmed(GLUE)), expected);
    }
}
