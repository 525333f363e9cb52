//! The client: compiled to WebAssembly, bound to JavaScript, optimised, compressed.
//!
//! The result is `<target>/site/pkg` with `app.js` and `app.wasm`, the names that cargo-leptos gives,
//! each beside its `.br` and `.gz`; the build script of `server` embeds the folder. The version of
//! the library that binds is the one of Cargo.lock, so it always fits the crate.

use std::{
    collections::BTreeMap,
    fmt::Display,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io::Write,
    path::{Path, PathBuf},
};

use wasm_bindgen_cli_support::Bindgen;

use crate::{
    Outcome, glue,
    house::{House, on_path, output, output_of, say, succeed},
    module,
};

pub const TARGET: &str = "wasm32-unknown-unknown";

/// Features are named one by one: with all of them the result is a module that browsers refuse.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// The built client.
#[derive(Debug)]
pub struct Client {
    pub pkg: PathBuf,
    start: PathBuf,
}

impl Client {
    /// What a page with an island transfers, in bytes of brotli.
    ///
    /// # Errors
    /// When the files are not there.
    pub fn transferred(&self) -> Outcome<u64> {
        let files = files(&self.pkg)?;
        let built = files.iter().filter(|(name, _)| name.ends_with(".br")).map(|(_, bytes)| bytes.len());
        Ok(built.chain([brotli(&read(&self.start)?).len()]).sum::<usize>() as u64)
    }
}

/// Builds what is not up to date.
///
/// # Errors
/// A sentence that says which tool is missing or failed.
pub fn build(house: &House) -> Outcome<Client> {
    say("正在编译浏览器端；第一次要几分钟，以后几秒");
    let compiled = compile(house, &["frontend"], "frontend")?;
    let optimiser = optimiser(house);
    let site = house.target.join("site");
    let _held = lock(&site)?;
    let client = Client { pkg: site.join("pkg"), start: house.root.join("frontend").join("start.js") };
    let stamp_file = site.join("stamp");
    let stamp = stamp(&read(&compiled)?, optimiser.is_some());
    let fresh = fs::read_to_string(&stamp_file).is_ok_and(|before| before == stamp);
    if fresh && client.pkg.join("app.wasm.br").exists() {
        return Ok(client);
    }

    let work = site.join("work");
    let _absent = fs::remove_dir_all(&work);
    let names = bind(&compiled, &work)?;
    let module = work.join("app.wasm");
    fs::rename(work.join("app_bg.wasm"), &module).map_err(|error| format!("不能写入 {}：{error}", module.display()))?;
    let script = work.join("app.js");
    let bound = glue::trimmed(&String::from_utf8_lossy(&read(&script)?), &names);
    write(&script, bound.as_bytes())?;
    if let Some(optimiser) = optimiser {
        let graph = site.join("graph.json");
        write(&graph, glue::graph(&bound).as_bytes())?;
        let run = |tool: &str| {
            let mut command = house.command("node");
            command.arg(optimiser.join(tool)).args(FEATURES).arg(&module).arg("-o").arg(&module);
            command
        };
        output_of(run("wasm-metadce").arg("-f").arg(&graph), "wasm-metadce 没有成功，原因见上面")?;
        succeed(run("wasm-opt").args(["-Oz", "--converge"]), "wasm-opt 没有成功，原因见上面")?;
    } else {
        say("没有 end2end/node_modules 里的 binaryen，不优化浏览器端；功能相同，文件略大");
    }
    for (name, bytes) in files(&work)? {
        write(&work.join(format!("{name}.br")), &brotli(&bytes))?;
        write(&work.join(format!("{name}.gz")), &gzip(&bytes))?;
    }
    replace(&work, &client.pkg)?;
    write(&stamp_file, stamp.as_bytes())?;
    let _still_there = fs::remove_dir_all(&work);
    Ok(client)
}

/// Two commands at once would write into each other's work: the second waits. Held until it is dropped.
fn lock(site: &Path) -> Outcome<fs::File> {
    let place = site.join("lock");
    let locked = fs::create_dir_all(site).and_then(|()| fs::File::create(&place));
    let locked = locked.and_then(|file| file.lock().map(|()| file));
    locked.map_err(|error| format!("不能写入 {}：{error}", place.display()))
}

/// Compiles packages with one set of features and returns the module of one of them.
///
/// # Errors
/// When that fails; cargo has said why.
pub fn compile(house: &House, packages: &[&str], module: &str) -> Outcome<PathBuf> {
    target(house)?;
    let mut cargo = house.cargo(&["build", "--locked", "--target", TARGET, "--profile", "wasm-release"]);
    cargo.args(packages.iter().flat_map(|package| ["-p", package]));
    succeed(&mut cargo, "浏览器端没有编译成功，原因见上面")?;
    Ok(house.target.join(TARGET).join("wasm-release").join(format!("{module}.wasm")))
}

/// Adds the compilation target when it is missing.
fn target(house: &House) -> Outcome {
    let library = output(house.command("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    if library.is_some_and(|path| Path::new(path.trim()).is_dir()) {
        return Ok(());
    }
    if on_path("rustup").is_none() {
        return Err(format!(
            "缺少编译目标 {TARGET}，也没有 rustup 可以添加它；请安装 rustup，或者从发行版安装该目标的标准库"
        ));
    }
    say(&format!("正在添加编译目标 {TARGET}"));
    let mut rustup = house.command("rustup");
    succeed(rustup.args(["target", "add", TARGET]), &format!("没有添加成功；请运行 rustup target add {TARGET}"))
}

/// The folder of the optimiser of the browser tests' packages, where they are installed.
fn optimiser(house: &House) -> Option<PathBuf> {
    let folder = house.end2end().join("node_modules").join("binaryen").join("bin");
    (folder.join("wasm-opt").exists() && on_path("node").is_some()).then_some(folder)
}

/// Returns the short names of what the module and its glue exchange.
fn bind(compiled: &Path, into: &Path) -> Outcome<BTreeMap<String, String>> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled).typescript(false).out_name("app");
    bindgen.remove_name_section(true).remove_producers_section(true);
    let mut output = bound(bindgen.web(true).and_then(|bindgen| bindgen.generate_output()))?;
    module::cut(output.wasm_mut());
    let names = module::shortened(output.wasm_mut());
    bound(output.emit(into))?;
    Ok(names)
}

/// Binds a module for Node, under its own name.
///
/// # Errors
/// When that fails.
pub fn bind_for_node(compiled: &Path, into: &Path) -> Outcome {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled).typescript(false);
    bound(bindgen.nodejs(true).and_then(|bindgen| bindgen.generate(into)))
}

fn bound<T, E: Display>(result: Result<T, E>) -> Outcome<T> {
    result.map_err(|error| format!("wasm-bindgen 没有成功：{error:#}"))
}

/// Says whether anything that goes into the client has changed.
fn stamp(compiled: &[u8], optimised: bool) -> String {
    let mut hasher = DefaultHasher::new();
    (compiled, optimised, FEATURES, include_str!("glue.rs"), include_str!("module.rs")).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// Makes `to` equal to `from`, and leaves alone what is equal: the server is compiled anew only for a change.
fn replace(from: &Path, to: &Path) -> Outcome {
    let wanted = files(from)?;
    let present = files(to).unwrap_or_default();
    for name in present.keys().filter(|name| !wanted.contains_key(*name)) {
        let file = to.join(name);
        fs::remove_file(&file).map_err(|error| format!("不能删除 {}：{error}", file.display()))?;
    }
    for (name, bytes) in wanted.iter().filter(|(name, bytes)| present.get(*name) != Some(*bytes)) {
        write(&to.join(name), bytes)?;
    }
    Ok(())
}

/// Every file below a folder, by its path in it.
fn files(folder: &Path) -> Outcome<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let entries = fs::read_dir(&next).map_err(|error| format!("不能读取 {}：{error}", next.display()))?;
        for path in entries.map_while(Result::ok).map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
                found.insert(name, read(&path)?);
            }
        }
    }
    Ok(found)
}

fn read(file: &Path) -> Outcome<Vec<u8>> {
    fs::read(file).map_err(|error| format!("不能读取 {}：{error}", file.display()))
}

fn write(file: &Path, bytes: &[u8]) -> Outcome {
    let folder = file.parent().unwrap_or(file);
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(file, bytes));
    written.map_err(|error| format!("不能写入 {}：{error}", file.display()))
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut compressor = brotli::CompressorWriter::new(Vec::new(), 4096, 11, 22);
    compressor.write_all(bytes).expect("memory takes everything");
    compressor.into_inner()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut compressor = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    compressor.write_all(bytes).expect("memory takes everything");
    compressor.finish().expect("memory takes everything")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stamp_changes_with_every_input() {
        let base = stamp(b"wasm", true);
        assert_eq!(base, stamp(b"wasm", true));
        assert_ne!(base, stamp(b"wasm2", true));
        assert_ne!(base, stamp(b"wasm", false));
    }

    #[test]
    fn replacing_removes_what_is_gone_and_leaves_what_is_equal() {
        let folder = std::env::temp_dir().join(format!("xtask-replace-{}", std::process::id()));
        let (from, to) = (folder.join("from"), folder.join("to"));
        for (file, text) in
            [("from/app.js", "new"), ("from/s/i.js", "same"), ("to/s/i.js", "same"), ("to/old.js", "old")]
        {
            write(&folder.join(file), text.as_bytes()).expect("a temporary file");
        }
        let kept = || fs::metadata(to.join("s/i.js")).and_then(|data| data.modified()).expect("it is there");
        let before = kept();
        replace(&from, &to).expect("both can be read");
        assert_eq!(files(&to), files(&from));
        assert_eq!(kept(), before);
        fs::remove_dir_all(&folder).expect("a temporary folder");
    }
}
