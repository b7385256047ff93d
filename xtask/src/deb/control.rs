//! What dpkg is told of the package: its control file, maintainer scripts, checksums and changelog.
//! Called by `deb`. What never changes stands in `packaging/`; here is computed what does.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;

use super::{files, output};

/// The workspace's version is the package's.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

const LIBC: &str = "libc6";

/// Shared libraries by the beginning of their names, and the packages they are in. The C library's parts come with it.
const LIBRARIES: [(&str, &str); 4] =
    [("libc.so", LIBC), ("libm.so", LIBC), ("ld-linux", LIBC), ("libgcc_s.so", "libgcc-s1")];

const SCRIPTS: [&str; 3] = ["postinst", "postrm", "prerm"];

/// Writes the `DEBIAN` folder of a stage whose files are all there.
pub fn lay_out(root: &Path, stage: &Path) -> Result<(), String> {
    for script in SCRIPTS {
        let path = format!("packaging/{script}");
        let bytes = fs::read(root.join(&path)).map_err(|error| format!("{path}: {error}"))?;
        files::put(stage, &format!("DEBIAN/{script}"), &bytes, 0o755)?;
    }
    let configuration: String = files::configuration().map(|path| format!("/{path}\n")).collect();
    files::put(stage, "DEBIAN/conffiles", configuration.as_bytes(), 0o644)?;
    let sums = "find usr lib -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum";
    let sums = output(Command::new("sh").args(["-c", sums]).current_dir(stage))?;
    files::put(stage, "DEBIAN/md5sums", sums.as_bytes(), 0o644)?;
    let fixed = fs::read_to_string(root.join("packaging/control")).map_err(|error| format!("control: {error}"))?;
    let depends = [&libraries(stage)?, "adduser"].join(", ");
    let size = output(Command::new("du").args(["-ks", "--apparent-size", "--exclude=DEBIAN", "."]).current_dir(stage))?;
    let size = size.split_whitespace().next().unwrap_or_default();
    let computed =
        format!("Version: {VERSION}\nArchitecture: {}\nInstalled-Size: {size}\nDepends: {depends}\n", architecture()?);
    files::put(stage, "DEBIAN/control", format!("{computed}{fixed}").as_bytes(), 0o644)
}

/// The packages of the shared libraries that the program was linked against, in the version whose symbols it uses. Read out
/// of its dynamic section, so that a package built on an older system runs on every newer one.
fn libraries(stage: &Path) -> Result<String, String> {
    let section = output(Command::new("objdump").arg("--private-headers").arg(stage.join(files::PROGRAM)))?;
    let needed = section.lines().filter_map(|line| line.trim().strip_prefix("NEEDED")).map(str::trim);
    let mut packages = Vec::new();
    for library in needed {
        let known = LIBRARIES.iter().find(|(start, _)| library.starts_with(start));
        let (_, package) = known.ok_or_else(|| format!("the program needs {library}: say in LIBRARIES whose it is"))?;
        if *package != LIBC {
            packages.push((*package).to_owned());
        }
    }
    let versions = section.split_whitespace().filter_map(|word| word.strip_prefix("GLIBC_2.")?.parse::<u32>().ok());
    let newest = versions.max().ok_or("the program uses no version of libc")?;
    packages.push(format!("{LIBC} (>= 2.{newest})"));
    Ok(packages.join(", "))
}

/// The architecture that this machine builds for, in Debian's words.
pub fn architecture() -> Result<String, String> {
    Ok(output(Command::new("dpkg").arg("--print-architecture"))?.trim().to_owned())
}

/// Seconds since 1970 of what is packed: the commit's; without git the workspace's own.
pub fn time(root: &Path) -> Result<String, String> {
    let commit = output(Command::new("git").args(["log", "-1", "--format=%ct"]).current_dir(root));
    if let Some(time) = commit.ok().map(|text| text.trim().to_owned()).filter(|time| !time.is_empty()) {
        return Ok(time);
    }
    let workspace = root.join("Cargo.toml");
    let metadata = fs::metadata(&workspace).map_err(|error| format!("{}: {error}", workspace.display()))?;
    Ok(metadata.mtime().to_string())
}

/// The changelog in Debian's form: that this version is there, and where it is told what is new.
pub fn changelog(time: &str) -> Result<String, String> {
    let date = output(Command::new("date").args(["--utc", "--rfc-email", "--date"]).arg(format!("@{time}")))?;
    Ok(format!(
        "leadhub ({VERSION}) stable; urgency=medium\n\n  * What is new: /usr/share/doc/leadhub/CHANGELOG.md.\n\n \
         -- The leadhub maintainers <leadhub@packages.invalid>  {date}"
    ))
}
