//! The configuration in force: defaults, then the file, then the environment, then the command line, each remembering where it
//! came from. Loaded once by `cli::run`; a command adds its flags. It reads nothing but its sources and opens no store.

mod environment;
mod file;
mod keys;
mod show;
mod values;

pub use environment::of_process;
pub use keys::{KEYS, Key};
pub use show::{holds_password, shown, to_json, to_toml};
pub use values::{Limits, LogFormat, LogLevel, Values};

use serde::Deserialize;
use std::fmt;
use std::path::{Path, PathBuf};

/// The documented defaults, which are also where the program reads them from.
pub const DEFAULT: &str = include_str!("../../../../leadhub.default.toml");

/// Where a value came from; later ones are stronger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Default,
    File { path: PathBuf, line: usize },
    Variable(&'static str),
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::File { path, line } => write!(f, "{}:{line}", path.display()),
            Origin::Variable(name) => write!(f, "environment {name}"),
            Origin::Flag(flag) => write!(f, "flag {flag}"),
        }
    }
}

/// One key's value in force.
#[derive(Debug, Clone)]
pub struct Setting {
    pub key: &'static Key,
    pub value: toml::Value,
    pub origin: Origin,
}

#[derive(Debug, Clone)]
pub struct Config {
    pub values: Values,
    /// The file that was read, if there was one.
    pub file: Option<PathBuf>,
    /// One for each of `KEYS`, in their order.
    pub settings: Vec<Setting>,
    /// What is no error but will surprise somebody.
    pub warnings: Vec<String>,
}

impl Config {
    /// The documented defaults alone.
    pub fn defaults() -> Result<Config, String> {
        let settings = file::read(Path::new("leadhub.default.toml"), DEFAULT)?;
        let default = |key: &'static Key| {
            let found = settings.iter().find(|setting| setting.key == key);
            let found = found.ok_or_else(|| format!("leadhub.default.toml: there is no {}", key.name))?;
            Ok(Setting { origin: Origin::Default, ..found.clone() })
        };
        let settings: Vec<Setting> = KEYS.iter().map(default).collect::<Result<_, String>>()?;
        let values = Values::deserialize(table(&settings)).map_err(|error| error.message().to_owned())?;
        Ok(Config { values, file: None, settings, warnings: Vec::new() })
    }

    /// Everything but the command's own flags. `named` is the file of `--config`; `variables` are the process's. The error is
    /// one line that says where, what is wrong and what to do.
    pub fn load(named: Option<&Path>, variables: &[(String, String)]) -> Result<Config, String> {
        let mut config = Config::defaults()?;
        let of_variable = environment::file(variables);
        config.file = file::find(named.or(of_variable.as_deref()))?;
        if let Some(path) = config.file.clone() {
            for setting in file::read(&path, &file::text(&path)?)? {
                config.put(setting)?;
            }
        }
        for (key, variable, text) in environment::known(variables) {
            config.put_text(key, text, Origin::Variable(variable))?;
        }
        config.warnings = environment::warnings(variables);
        Ok(config)
    }

    /// The same with what a flag says, where it was given.
    pub fn with(mut self, flag: &'static str, text: Option<impl ToString>) -> Result<Config, String> {
        let key = KEYS.iter().find(|key| key.flag == Some(flag));
        if let (Some(key), Some(text)) = (key, text) {
            self.put_text(key, &text.to_string(), Origin::Flag(flag))?;
        }
        Ok(self)
    }

    fn put_text(&mut self, key: &'static Key, text: &str, origin: Origin) -> Result<(), String> {
        let is_number = self.settings.iter().any(|known| known.key == key && known.value.is_integer());
        let number = text.trim().parse().ok().filter(|_| is_number).map(toml::Value::Integer);
        let value = number.unwrap_or_else(|| toml::Value::from(text));
        self.put(Setting { key, value, origin })
    }

    /// Puts a value in the place of a weaker one. Whether it fits is tried by reading the whole with it.
    fn put(&mut self, setting: Setting) -> Result<(), String> {
        let mut settings = self.settings.clone();
        for known in settings.iter_mut().filter(|known| known.key == setting.key) {
            *known = setting.clone();
        }
        match Values::deserialize(table(&settings)) {
            Ok(values) => (self.settings, self.values) = (settings, values),
            Err(_) => {
                let Setting { key, value, origin } = setting;
                let given = show::given(key, &value);
                return Err(format!("{origin}: {} must be {}{given}", key.name, key.must_be));
            }
        }
        Ok(())
    }
}

/// The settings as the tables of a file.
fn table(settings: &[Setting]) -> toml::Table {
    let mut all = toml::Table::new();
    for Setting { key, value, .. } in settings {
        match key.name.split_once('.') {
            None => drop(all.insert(key.name.to_owned(), value.clone())),
            Some((section, name)) => {
                let section = all.entry(section).or_insert_with(|| toml::Value::Table(toml::Table::new()));
                if let Some(section) = section.as_table_mut() {
                    section.insert(name.to_owned(), value.clone());
                }
            }
        }
    }
    all
}
