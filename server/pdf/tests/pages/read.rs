//! Reads files back, with our own reader and, where it is installed, with poppler.

use std::{
    fs,
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
};

use lopdf::Document;
use pdf::Output;

pub fn opened(output: &Output) -> Document {
    Document::load_mem(&output.bytes).expect("the file can be read")
}

/// The text of each page, in the order in which it was drawn.
pub fn pages(output: &Output) -> Vec<String> {
    let document = opened(output);
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    numbers.iter().map(|number| document.extract_text(&[*number]).expect("text can be extracted")).collect()
}

pub fn golden(output: &Output) -> String {
    let mut text = String::new();
    for (index, page) in pages(output).iter().enumerate() {
        text.push_str(&format!("==== 第 {} 页 ====\n{}\n", index + 1, page.trim_end()));
    }
    text
}

/// Without blanks and line ends.
pub fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// What poppler reads; `None` where it is not installed.
pub fn poppler(output: &Output, arguments: &[&str]) -> Option<String> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("zhicheng-pdf-{}-{}.pdf", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let path = std::env::temp_dir().join(name);
    fs::write(&path, &output.bytes).expect("the folder for temporary files can be written");
    let run = Command::new("pdftotext").args(arguments).arg(&path).arg("-").output();
    fs::remove_file(&path).expect("the file was just written");
    let run = run.ok()?;
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(run.stderr.is_empty(), "{}", String::from_utf8_lossy(&run.stderr));
    Some(String::from_utf8(run.stdout).expect("pdftotext writes UTF-8"))
}

/// Every word of a file with its place: text, left, top, right, bottom.
pub fn words(output: &Output) -> Option<Vec<(String, [f32; 4])>> {
    let html = poppler(output, &["-bbox"])?;
    let number = |line: &str, name: &str| -> f32 {
        let (_, rest) = line.split_once(&format!("{name}=\"")).expect("a word has a place");
        rest.split('"').next().and_then(|number| number.parse().ok()).expect("a place is a number")
    };
    let words = html.lines().filter(|line| line.trim_start().starts_with("<word ")).map(|line| {
        let text = line.split_once('>').and_then(|(_, rest)| rest.split('<').next()).unwrap_or_default().to_owned();
        (text, ["xMin", "yMin", "xMax", "yMax"].map(|name| number(line, name)))
    });
    Some(words.collect())
}
