//! Makes the assets: joins the parts of styles and scripts and the icons, names each file by what is in it, compresses it, and writes
//! the table that `src/assets.rs` serves. Run by cargo; it fetches nothing, and what it makes is never committed.

use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// In the order in which they are joined: later rules win over earlier ones.
const CSS: [&str; 9] = ["tokens", "base", "shell", "controls", "table", "board", "lead", "overlays", "pages"];
/// In the order in which they are joined: later parts call earlier ones.
const JS: [&str; 13] = [
    "start", "theme", "toast", "again", "dialog", "form", "table", "focus", "board", "palette", "stream", "live",
    "keys",
];
/// The script of the worker that all windows share.
const WORKER_JS: [&str; 2] = ["stream", "live_worker"];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=assets");
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    let mut table = Table::new()?;

    let mut css = joined(&assets.join("css"), &CSS, "css", &[])?;
    for font in ["inter-latin-wght-normal.woff2", "inter-vietnamese-wght-normal.woff2"] {
        let path = table.add(font, "font/woff2", &fs::read(assets.join("vendor/inter").join(font))?)?;
        css = css.replace(&format!("url({font})"), &format!("url({path})"));
    }
    table.add("leadhub.css", "text/css; charset=utf-8", without_remarks(&css).as_bytes())?;
    table.add("icons.svg", "image/svg+xml", sprite(&assets.join("vendor/lucide"))?.as_bytes())?;
    table.add("favicon.svg", "image/svg+xml", &fs::read(assets.join("favicon.svg"))?)?;
    table.add("htmx.js", JAVASCRIPT, &fs::read(assets.join("vendor/htmx/htmx.min.js"))?)?;
    let js = joined(&assets.join("js"), &JS, "js", &WORKER_JS)?;
    table.add("app.js", JAVASCRIPT, format!("(() => {{\n\"use strict\";\n{}}})();\n", lines(&js)).as_bytes())?;
    let worker = joined(&assets.join("js"), &WORKER_JS, "js", &JS)?;
    table.add("live_worker.js", JAVASCRIPT, lines(&worker).as_bytes())?;
    table.write()
}

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// The named parts of a folder one after another. A part that neither these nor the `others` name is a mistake, found here.
fn joined(folder: &Path, names: &[&str], ending: &str, others: &[&str]) -> io::Result<String> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if !names.contains(&name.as_str()) && !others.contains(&name.as_str()) {
            return Err(io::Error::other(format!("{} is joined nowhere: name it in build.rs", path.display())));
        }
    }
    names.iter().map(|name| fs::read_to_string(folder.join(format!("{name}.{ending}")))).collect()
}

/// Every icon as a symbol of one file, so that a page names an icon and does not carry it.
fn sprite(folder: &Path) -> io::Result<String> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "svg"));
    paths.sort();
    let mut sprite = "<svg xmlns=\"http://www.w3.org/2000/svg\">\n".to_owned();
    for path in paths {
        let text = fs::read_to_string(&path)?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let opened = text.split_once("<svg").and_then(|(_, rest)| rest.split_once('>'));
        let shapes = opened.and_then(|(_, rest)| Some(rest.split_once("</svg>")?.0));
        let shapes = shapes.ok_or_else(|| io::Error::other(format!("{} is no icon", path.display())))?;
        let shapes: String = shapes.lines().map(str::trim).collect();
        sprite.push_str(&format!("<symbol id=\"{name}\" viewBox=\"0 0 24 24\">{shapes}</symbol>\n"));
    }
    Ok(sprite + "</svg>\n")
}

/// Styles without remarks, indentation, and the spaces and line ends that only people need.
fn without_remarks(css: &str) -> String {
    let mut pieces = css.split("/*");
    let first = pieces.next().unwrap_or_default().to_owned();
    let rest = pieces.filter_map(|piece| Some(piece.split_once("*/")?.1));
    let css = lines(&rest.fold(first, |text, piece| text + piece));
    let spaces = [
        (";\n", ";"),
        ("{\n", "{"),
        ("}\n", "}"),
        (",\n", ","),
        ("; }", "}"),
        (" {", "{"),
        ("{ ", "{"),
        (" }", "}"),
        ("} ", "}"),
        (" > ", ">"),
        (" < ", "<"),
        ("@media (", "@media("),
        (": ", ":"),
        (", ", ","),
        ("; ", ";"),
        (";}", "}"),
    ];
    spaces.into_iter().fold(css, |css, (wide, narrow)| css.replace(wide, narrow))
}

/// The lines that say something, without indentation.
fn lines(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// What is served, as the source of a Rust table.
struct Table {
    out: PathBuf,
    rows: String,
    paths: String,
}

impl Table {
    fn new() -> io::Result<Table> {
        let out = std::env::var_os("OUT_DIR").map(PathBuf::from).ok_or_else(|| io::Error::other("no OUT_DIR"))?;
        Ok(Table { out, rows: String::new(), paths: String::new() })
    }

    /// Takes a file in; its path on the server is the answer.
    fn add(&mut self, file: &str, kind: &str, bytes: &[u8]) -> io::Result<String> {
        let hash: String = Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
        let name = format!("{stem}.{hash}.{ending}");
        fs::write(self.out.join(&name), bytes)?;
        let (mut brotli, mut gzip) = ("None".to_owned(), "None".to_owned());
        if !kind.starts_with("font/") {
            fs::write(self.out.join(format!("{name}.br")), with_brotli(bytes)?)?;
            fs::write(self.out.join(format!("{name}.gz")), with_gzip(bytes)?)?;
            brotli = format!("Some(include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}.br\")))");
            gzip = format!("Some(include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}.gz\")))");
        }
        let plain = format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\"))");
        let etag = format!("\\\"{hash}\\\"");
        let row = format!(
            "{{ name: {name:?}, kind: {kind:?}, etag: \"{etag}\", plain: {plain}, brotli: {brotli}, gzip: {gzip} }}"
        );
        let _ = writeln!(self.rows, "    Asset {row},");
        let path = format!("/assets/{name}");
        let constant = file.replace(['.', '-'], "_").to_uppercase();
        let _ = writeln!(self.paths, "/// The path of `{file}`.\npub const {constant}: &str = {path:?};");
        Ok(path)
    }

    fn write(self) -> io::Result<()> {
        let Table { out, rows, paths } = self;
        fs::write(out.join("assets.rs"), format!("{paths}\nstatic ASSETS: &[Asset] = &[\n{rows}];\n"))
    }
}

fn with_brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = brotli::CompressorWriter::new(Vec::new(), 4096, 11, 22);
    packed.write_all(bytes)?;
    packed.flush()?;
    Ok(packed.into_inner())
}

fn with_gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(bytes)?;
    packed.finish()
}
