//! Forms as browsers send them.

/// A form with one file: its content type and its body.
pub fn upload(name: &str, kind: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    const LINE: &str = "----zhicheng-faults";
    let disposition = format!("content-disposition: form-data; name=\"file\"; filename=\"{name}\"");
    let head = format!("--{LINE}\r\n{disposition}\r\ncontent-type: {kind}\r\n\r\n");
    let body = [head.as_bytes(), bytes, format!("\r\n--{LINE}--\r\n").as_bytes()].concat();
    (format!("multipart/form-data; boundary={LINE}"), body)
}
