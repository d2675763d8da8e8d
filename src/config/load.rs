//! Finds and reads the config file, and resolves what it names: folders and secrets.

use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::mistake::{Mistake, Mistakes, place};
use super::secrets::{self, Environment, Secrets};
use super::settings::Config;
use super::values::Wrong;
use super::walk;

/// No config that somebody wrote by hand is longer, in bytes.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// What the file is called where it is looked for.
const FILE_NAME: &str = "openchair.toml";

/// The folder under the platform's settings and data folders.
const FOLDER_NAME: &str = "openchair";

/// A config with everything it names.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The settings.
    pub config: Config,
    /// The file they came from; none when there was none and the defaults hold.
    pub file: Option<PathBuf>,
    /// The data folder, absolute.
    pub data: PathBuf,
    /// The file with the database key, absolute, for when [`Secrets::key`] is none.
    pub key_file: PathBuf,
    /// The secrets.
    pub secrets: Secrets,
}

impl Loaded {
    /// The socket for adapters in other languages.
    #[must_use]
    pub fn pipe_socket(&self) -> PathBuf {
        self.config.pipe.path.clone().unwrap_or_else(|| self.data.join("pipe.sock"))
    }
}

/// Reads the configuration of a process: the file that was named, else `openchair.toml` here, else the one in the platform's
/// settings folder, else the defaults alone. `data` (from `--data`) wins over the file's data folder.
///
/// # Errors
/// Every mistake that was found in the file, in the secrets and in the folders, each with its remedy.
pub fn load(path: Option<&Path>, data: Option<&Path>, environment: &Environment) -> Result<Loaded, Mistakes> {
    let found = find(path, environment).map_err(|mistake| Mistakes::new(vec![mistake]))?;
    let (file, text) = found.unzip();
    let name = file.as_ref().map_or(FILE_NAME.to_owned(), |file| file.display().to_string());
    let (mut config, mut walk) = walk::lay(&Config::defaults(), text.as_deref().unwrap_or_default(), &name);
    let base = file.as_deref().and_then(Path::parent).unwrap_or(&environment.working_folder);
    resolve_paths(&mut config, base);
    let secrets = secrets::gather(&config, environment, &mut walk);
    match folders(&config, data, environment) {
        Ok((data, key_file)) => walk.finish().map(|()| Loaded { config, file, data, key_file, secrets }),
        Err(wrong) => {
            walk.wrong_key("storage.key_file", wrong);
            Err(walk.into_mistakes())
        }
    }
}

/// The file that counts, with its text.
fn find(path: Option<&Path>, environment: &Environment) -> Result<Option<(PathBuf, String)>, Mistake> {
    if let Some(path) = path {
        let text = read(path).map_err(|wrong| wrong.about(path))?;
        return Ok(Some((path.to_owned(), text)));
    }
    let here = Some(environment.working_folder.join(FILE_NAME));
    let of_user = environment.config_folder.as_ref().map(|folder| folder.join(FOLDER_NAME).join(FILE_NAME));
    for path in here.into_iter().chain(of_user) {
        match read(&path) {
            Ok(text) => return Ok(Some((path, text))),
            Err(Unreadable::Io(error)) if error.kind() == ErrorKind::NotFound => {}
            Err(wrong) => return Err(wrong.about(&path)),
        }
    }
    Ok(None)
}

/// Why a config file could not be read at all.
enum Unreadable {
    Io(io::Error),
    TooLong,
    /// Line and column of the first character that is not UTF-8.
    NotText((usize, usize)),
}

impl Unreadable {
    fn about(self, path: &Path) -> Mistake {
        let file = path.display().to_string();
        let mistake = |place, what: &str, remedy: &str| Mistake {
            file,
            place,
            what: what.to_owned(),
            remedy: remedy.to_owned(),
        };
        match self {
            Self::Io(error) => match error.kind() {
                ErrorKind::NotFound => mistake(
                    None,
                    "there is no such file",
                    "correct the name after --config, or leave --config out to run with the defaults",
                ),
                ErrorKind::PermissionDenied => mistake(
                    None,
                    "this user may not read it",
                    "let the user who runs openchair read the file",
                ),
                ErrorKind::IsADirectory => {
                    mistake(None, "this is a folder", "name the file in it: --config FOLDER/openchair.toml")
                }
                _ => mistake(
                    None,
                    &format!("it cannot be read ({error})"),
                    "check the disk and the name after --config",
                ),
            },
            Self::TooLong => {
                mistake(None, "the file is longer than 1 MiB", "name the config file, not another one")
            }
            Self::NotText(place) => mistake(
                Some(place),
                "the file is not UTF-8 text from here on",
                "open it in an editor and save it as UTF-8",
            ),
        }
    }
}

/// Reads a file of at most [`FILE_BYTES_MAX`].
fn read(path: &Path) -> Result<String, Unreadable> {
    let mut bytes = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes))
        .map_err(Unreadable::Io)?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(Unreadable::TooLong);
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes().get(..good).unwrap_or_default());
        Unreadable::NotText(place(&text, good))
    })
}

/// Paths in a file start from its folder, wherever the program is started.
fn resolve_paths(config: &mut Config, base: &Path) {
    let paths = [
        &mut config.storage.data,
        &mut config.storage.key_file,
        &mut config.discord.token_file,
        &mut config.matrix.token_file,
        &mut config.matrix.password_file,
        &mut config.pipe.path,
        &mut config.clock.zoneinfo,
    ];
    for path in paths.into_iter().flatten() {
        *path = base.join(&*path);
    }
}

/// The data folder and the key file.
fn folders(
    config: &Config,
    data: Option<&Path>,
    environment: &Environment,
) -> Result<(PathBuf, PathBuf), Wrong> {
    let given =
        data.map(|data| environment.working_folder.join(data)).or_else(|| config.storage.data.clone());
    let data = given.or_else(|| environment.data_folder.as_ref().map(|folder| folder.join(FOLDER_NAME)));
    let data = data.and_then(|data| std::path::absolute(data).ok()).ok_or_else(|| {
        let remedy = "name one with `data` in [storage], or start with --data FOLDER";
        Wrong::new("this computer names no folder for data".to_owned(), remedy)
    })?;
    let key_file = match &config.storage.key_file {
        Some(file) => std::path::absolute(file).ok(),
        None => beside(&data),
    };
    let key_file = key_file.ok_or_else(|| {
        let what = format!("{} has no folder beside it for the key", data.display());
        Wrong::new(what, "name a file for the key with `key_file` in [storage]")
    })?;
    if key_file.starts_with(&data) {
        let what = format!("the key file {} is inside the data folder", key_file.display());
        let remedy = "name a file elsewhere with `key_file` in [storage]: a copy of the data folder must not hold its own key";
        return Err(Wrong::new(what, remedy));
    }
    Ok((data, key_file))
}

/// `…/openchair.key` for `…/openchair`.
fn beside(data: &Path) -> Option<PathBuf> {
    let mut name = OsString::from(data.file_name()?);
    name.push(".key");
    Some(data.with_file_name(name))
}
