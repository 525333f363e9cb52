//! The WebAssembly of the client as wasm-bindgen leaves it, before it is optimised: without the library for streams
//! that [`crate::glue`] leaves out too, and with short names for what the two hand each other.
//!
//! An optimiser cannot do it: what stands in the table of a module may be called by anybody. Should the names
//! here no longer fit, the client grows, and its budget says so.

use std::collections::BTreeMap;

use walrus::{FunctionKind, Module, passes::gc};

/// Parts of the names of functions that only the streams use. Promises are made for them alone: islands spawn.
const STREAMS: &[&str] = &["wasm_streams::", "intounderlying", "::future_to_promise"];

/// The names of wasm-bindgen have two underscores; those of islands, which pages know, have one.
const ITS_OWN: &str = "__";

/// Takes out what only the streams could call.
pub fn cut(module: &mut Module) {
    for function in module.funcs.iter_mut() {
        let streams = function.name.as_deref().is_some_and(|name| STREAMS.iter().any(|part| name.contains(part)));
        if let FunctionKind::Local(body) = &mut function.kind
            && streams
        {
            body.builder_mut().func_body().instrs_mut().clear();
            body.builder_mut().func_body().unreachable();
        }
    }
    gc::run(module);
}

/// Gives short names to what comes from the glue and to what only the glue asks for; returns them by the old ones.
pub fn shortened(module: &mut Module) -> BTreeMap<String, String> {
    let imports = module.imports.iter_mut().map(|import| &mut import.name);
    let exports = module.exports.iter_mut().map(|export| &mut export.name);
    let mut names = BTreeMap::new();
    for name in imports.chain(exports).filter(|name| name.contains(ITS_OWN)) {
        // No name of the glue begins like this.
        let short = format!("${}", names.len());
        names.insert(std::mem::replace(name, short.clone()), short);
    }
    names
}

#[cfg(test)]
mod tests {
    use walrus::FunctionBuilder;

    use super::*;

    /// Two functions that anybody may call, each calling one of the glue.
    fn module() -> Module {
        let mut module = Module::default();
        let none = module.types.add(&[], &[]);
        for (function, import) in [("wasm_streams::Sink::write", "__wbg_enqueue_1"), ("ours", "__wbg_now_2")] {
            let (called, _) = module.add_import_func("./app_bg.js", import, none);
            let mut body = FunctionBuilder::new(&mut module.types, &[], &[]);
            body.name(function.to_owned()).func_body().call(called);
            let id = body.finish(Vec::new(), &mut module.funcs);
            module.exports.add(if function == "ours" { "Island_12" } else { "__wbindgen_sink" }, id);
        }
        module
    }

    fn imports(module: &Module) -> Vec<&str> {
        module.imports.iter().map(|import| import.name.as_str()).collect()
    }

    #[test]
    fn what_only_streams_call_is_cut() {
        let mut module = module();
        assert_eq!(imports(&module), ["__wbg_enqueue_1", "__wbg_now_2"]);
        cut(&mut module);
        assert_eq!(imports(&module), ["__wbg_now_2"]);
        Module::from_buffer(&module.emit_wasm()).expect("it is still a module");
    }

    #[test]
    fn names_of_the_glue_are_short_and_those_of_islands_stay() {
        let mut module = module();
        let names = shortened(&mut module);
        assert_eq!(names.values().collect::<Vec<_>>(), ["$0", "$1", "$2"]);
        assert_eq!(names.get("__wbg_now_2").map(String::as_str), Some("$1"));
        assert_eq!(imports(&module), ["$0", "$1"]);
        assert_eq!(module.exports.iter().map(|export| export.name.as_str()).collect::<Vec<_>>(), ["$2", "Island_12"]);
    }
}
