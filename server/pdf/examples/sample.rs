//! Writes the samples into a folder, and says what each cost.

use std::{env, error::Error, fs, path::PathBuf, time::Instant};

use pdf::{FormDoc, Output, sample};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("用法：sample <文件夹>")?);
    fs::create_dir_all(&folder)?;
    let draft = FormDoc {
        draft: true,
        number: String::new(),
        hash: String::new(),
        verify_url: String::new(),
        ..sample::sample_form()
    };
    type Make<'a> = &'a dyn Fn() -> Result<Output, pdf::Error>;
    let documents: [(&str, Make<'_>); 6] = [
        ("form", &|| pdf::form(&sample::sample_form())),
        ("draft", &|| pdf::form(&draft)),
        ("certificate", &|| pdf::certificate(&sample::sample_certificate())),
        ("review", &|| pdf::review(&sample::sample_review())),
        ("review-empty", &|| pdf::review(&sample::empty_review())),
        ("review-huge", &|| pdf::review(&sample::huge_review(50))),
    ];
    for (name, make) in documents {
        let cold = Instant::now();
        make()?;
        let cold = cold.elapsed();
        let rounds = 20;
        let warm = Instant::now();
        for _ in 1..rounds {
            make()?;
        }
        let output = make()?;
        let warm = warm.elapsed() / rounds;
        let path = folder.join(format!("{name}.pdf"));
        fs::write(&path, &output.bytes)?;
        println!("{name}：{} 页，{} 字节，首次 {cold:.1?}，之后每份 {warm:.1?}", output.pages, output.bytes.len());
        for glyph in &output.missing {
            println!("  {glyph}");
        }
    }
    Ok(())
}
