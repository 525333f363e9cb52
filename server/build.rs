//! Puts the files that browsers load into the binary: `style/`, `public/`, the scripts
//! and, when it was built, the client itself in `<target>/site/pkg` (`cargo xtask wasm`).
//!
//! Each file gets a name with the hash of its content and its compressed forms;
//! the result is one table, read by `src/assets.rs`. Nothing is minified here.
//!
//! To add one: put it into `public/`; a new kind of file needs its line in [`content_type`].

use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    time::SystemTime,
};

use sha2::{Digest, Sha256};

/// Files that others look for under a name of their own: served at the root, never hashed.
const FIXED: &[&str] = &["robots.txt"];

fn main() {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let root = manifest.parent().expect("the package lies in the workspace");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let pkg = target_dir(&out).join("site").join("pkg");
    if !pkg.exists() {
        // Cargo reruns a script each time when what it watches is missing; an old empty folder is quiet.
        fs::create_dir_all(&pkg).expect("the target directory can be written");
        let folder = fs::File::open(&pkg).expect("it was just made");
        folder.set_modified(SystemTime::UNIX_EPOCH).expect("it is ours");
    }

    let mut files = BTreeMap::new();
    for folder in [root.join("style"), root.join("public"), pkg] {
        println!("cargo::rerun-if-changed={}", folder.display());
        collect(&folder, &folder, &mut files);
    }
    for name in ["start.js", "upload.js"] {
        let script = root.join("frontend").join(name);
        println!("cargo::rerun-if-changed={}", script.display());
        files.insert(name.to_owned(), script);
    }
    let table: String = files.iter().enumerate().map(|(nth, (name, file))| entry(&out, nth, name, file)).collect();
    let table = format!("pub static ASSETS: &[Asset] = &[\n{table}];\n");
    fs::write(out.join("assets.rs"), table).expect("OUT_DIR can be written");
}

/// `<target>`, from `<target>[/<triple>]/<profile>/build/<package>/out`.
fn target_dir(out: &Path) -> PathBuf {
    let profile = out.ancestors().nth(3).expect("cargo lays OUT_DIR out like this");
    let above = profile.parent().expect("a profile has its folder in the target directory");
    let triple = env::var_os("TARGET").expect("cargo sets it");
    let target = if above.file_name() == Some(&triple) { above.parent().unwrap_or(above) } else { above };
    target.to_owned()
}

/// All files below `folder` by their path in it, but for compressed forms and hidden files.
fn collect(base: &Path, folder: &Path, files: &mut BTreeMap<String, PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("the folder can be read").path();
        let name = path.strip_prefix(base).expect("it lies below").to_str().expect("names are ASCII").to_owned();
        if path.is_dir() {
            collect(base, &path, files);
        } else if !name.ends_with(".br") && !name.ends_with(".gz") && !name.starts_with('.') {
            let before = files.insert(name.clone(), path);
            assert!(before.is_none(), "two files are called {name}");
        }
    }
}

/// The line of the table for one file; its bytes are copied beside the table.
fn entry(out: &Path, nth: usize, name: &str, file: &Path) -> String {
    let identity = fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let hash = hex::encode(&Sha256::digest(&identity)[..8]);
    // Glue imports its snippets by their own names, so those stay.
    let immutable = !FIXED.contains(&name) && !name.starts_with("snippets/");
    let path = match name.rsplit_once('.') {
        _ if FIXED.contains(&name) => format!("/{name}"),
        Some((stem, extension)) if immutable => format!("/assets/{stem}-{}.{extension}", &hash[..10]),
        _ => format!("/assets/{name}"),
    };
    let mut line = format!(
        "Asset {{ logical: {name:?}, path: {path:?}, content_type: {:?}, etag: {:?}, immutable: {immutable}",
        content_type(name),
        format!("W/\"{hash}\""),
    );
    let compressed = [("br", "br", brotli as fn(&[u8]) -> Vec<u8>), ("gzip", "gz", gzip)];
    let forms = compressed.map(|(field, extension, compress)| {
        let beside = PathBuf::from(format!("{}.{extension}", file.display()));
        let bytes = fs::read(beside).unwrap_or_else(|_| compress(&identity));
        (field, (bytes.len() < identity.len()).then_some(bytes))
    });
    write!(line, ", identity: {}", embed(out, &format!("{nth}.identity"), &identity)).expect("memory");
    for (field, bytes) in forms {
        let value = bytes.map(|bytes| format!("Some({})", embed(out, &format!("{nth}.{field}"), &bytes)));
        write!(line, ", {field}: {}", value.unwrap_or_else(|| "None".to_owned())).expect("memory");
    }
    line.push_str(" },\n");
    line
}

/// Writes the bytes beside the table and returns the expression that embeds them.
fn embed(out: &Path, name: &str, bytes: &[u8]) -> String {
    fs::write(out.join(name), bytes).expect("OUT_DIR can be written");
    format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\"))")
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "ico" => "image/x-icon",
        "js" => "text/javascript; charset=utf-8",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        _ => panic!("{name}: add its content type to server/build.rs"),
    }
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut compressor = brotli::CompressorWriter::new(Vec::new(), 4096, 11, 22);
    compressor.write_all(bytes).expect("memory");
    compressor.into_inner()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut compressor = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    compressor.write_all(bytes).expect("memory");
    compressor.finish().expect("memory")
}
