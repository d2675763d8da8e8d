//! The only reader of the environment, and the keeper of secrets: they come from there or from files, never from the TOML.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::settings::{Config, Discord, Matrix};
use super::values::Wrong;
use super::walk::Walk;

/// A secret's file is one short line; what is longer was named by mistake.
const SECRET_BYTES_MAX: u64 = 4_096;

/// The file that the service manager puts the database key into (systemd: `LoadCredential=openchair-key:…`).
const KEY_CREDENTIAL: &str = "openchair-key";

/// What is at fault where it is not the file.
const ENVIRONMENT: &str = "environment";

/// What the process was given from outside. Secrets are absent from its `Debug`.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// `OPENCHAIR_KEY`: the key of the database.
    pub key: Option<SecretString>,
    /// `OPENCHAIR_DISCORD_TOKEN`.
    pub discord_token: Option<SecretString>,
    /// `OPENCHAIR_MATRIX_TOKEN`.
    pub matrix_token: Option<SecretString>,
    /// `OPENCHAIR_MATRIX_PASSWORD`.
    pub matrix_password: Option<SecretString>,
    /// `CREDENTIALS_DIRECTORY`: where the service manager puts secrets.
    pub credentials_folder: Option<PathBuf>,
    /// Where this user's settings are kept on this platform; none when that cannot be known.
    pub config_folder: Option<PathBuf>,
    /// Where this user's data is kept on this platform; none when that cannot be known.
    pub data_folder: Option<PathBuf>,
    /// The folder that relative paths start from; empty means the process's own.
    pub working_folder: PathBuf,
    /// `USER`: who sits at the terminal; empty when it is not told.
    pub login_name: String,
    /// `NO_COLOR`: true when no colours are wanted (no-color.org).
    pub no_color: bool,
    /// Variables that are set to something that is not text.
    pub unreadable: Vec<&'static str>,
}

impl Environment {
    /// The environment of this process.
    #[must_use]
    pub fn of_process() -> Self {
        let folders = etcetera::choose_base_strategy().ok();
        let mut unreadable = Vec::new();
        let mut secret = |name| variable(name, &mut unreadable).map(SecretString::from);
        Self {
            key: secret("OPENCHAIR_KEY"),
            discord_token: secret("OPENCHAIR_DISCORD_TOKEN"),
            matrix_token: secret("OPENCHAIR_MATRIX_TOKEN"),
            matrix_password: secret("OPENCHAIR_MATRIX_PASSWORD"),
            credentials_folder: variable("CREDENTIALS_DIRECTORY", &mut Vec::new()).map(PathBuf::from),
            config_folder: folders.as_ref().map(BaseStrategy::config_dir),
            data_folder: folders.as_ref().map(BaseStrategy::data_dir),
            working_folder: PathBuf::new(),
            login_name: variable("USER", &mut Vec::new()).unwrap_or_default(),
            no_color: variable("NO_COLOR", &mut Vec::new()).is_some(),
            unreadable,
        }
    }
}

/// One variable; none when it is unset or empty.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
fn variable(name: &'static str, unreadable: &mut Vec<&'static str>) -> Option<String> {
    match std::env::var(name) {
        Ok(text) if text.is_empty() => None,
        Ok(text) => Some(text),
        Err(std::env::VarError::NotPresent) => None,
        Err(std::env::VarError::NotUnicode(_)) => {
            unreadable.push(name);
            None
        }
    }
}

/// How the bot proves to a homeserver who it is.
#[derive(Debug, Clone)]
pub enum MatrixCredential {
    /// An access token.
    Token(SecretString),
    /// A password.
    Password(SecretString),
}

/// The secrets that this configuration needs. They are absent from its `Debug`.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    /// The key of the database, where the environment or the service manager gives it; otherwise it is in the key file.
    pub key: Option<SecretString>,
    /// The Discord token; only where that adapter is enabled.
    pub discord_token: Option<SecretString>,
    /// The Matrix credential; only where that adapter is enabled.
    pub matrix: Option<MatrixCredential>,
    /// Files with secrets that other users of this computer can read.
    pub readable_by_others: Vec<PathBuf>,
}

/// Collects secrets, and tells the walk what is wrong with them.
struct Gathering<'e, 'w, 't> {
    environment: &'e Environment,
    walk: &'w mut Walk<'t>,
    secrets: Secrets,
}

/// Finds every secret that the config needs: a variable wins over a file.
pub(super) fn gather(config: &Config, environment: &Environment, walk: &mut Walk<'_>) -> Secrets {
    let mut gathering = Gathering { environment, walk, secrets: Secrets::default() };
    gathering.unreadable_variables();
    gathering.database_key();
    if config.discord.enabled {
        gathering.discord(&config.discord);
    }
    if config.matrix.enabled {
        gathering.matrix(&config.matrix);
    }
    gathering.secrets
}

impl Gathering<'_, '_, '_> {
    fn unreadable_variables(&mut self) {
        for name in &self.environment.unreadable {
            let wrong = Wrong::new(
                format!("{name} is set to something that is not text"),
                "set it again, or unset it",
            );
            self.walk.wrong_outside(ENVIRONMENT, wrong);
        }
    }

    fn database_key(&mut self) {
        self.secrets.key = self.environment.key.clone();
        let credential =
            self.environment.credentials_folder.as_ref().map(|folder| folder.join(KEY_CREDENTIAL));
        if let (None, Some(file)) = (&self.secrets.key, credential.filter(|file| file.exists())) {
            self.secrets.key = self.read(&file, "storage.key_file");
        }
    }

    fn discord(&mut self, discord: &Discord) {
        self.secrets.discord_token = match (&self.environment.discord_token, &discord.token_file) {
            (Some(token), _) => Some(token.clone()),
            (None, Some(file)) => self.read(file, "discord.token_file"),
            (None, None) => {
                let remedy = "set OPENCHAIR_DISCORD_TOKEN, or name a file with `token_file`";
                self.walk.wrong_key(
                    "discord.enabled",
                    Wrong::new("Discord is enabled without a token".to_owned(), remedy),
                );
                None
            }
        };
    }

    fn matrix(&mut self, matrix: &Matrix) {
        let given = self.environment;
        if given.matrix_token.is_some() && given.matrix_password.is_some() {
            let what = "OPENCHAIR_MATRIX_TOKEN and OPENCHAIR_MATRIX_PASSWORD exclude each other";
            self.walk.wrong_outside(ENVIRONMENT, Wrong::new(what.to_owned(), "unset one of the two"));
        }
        let variable = given.matrix_token.clone().map(MatrixCredential::Token);
        let variable = variable.or_else(|| given.matrix_password.clone().map(MatrixCredential::Password));
        self.secrets.matrix = match (variable, &matrix.token_file, &matrix.password_file) {
            (Some(credential), _, _) => Some(credential),
            (None, Some(file), _) => self.read(file, "matrix.token_file").map(MatrixCredential::Token),
            (None, None, Some(file)) => {
                self.read(file, "matrix.password_file").map(MatrixCredential::Password)
            }
            (None, None, None) => {
                let remedy = "set OPENCHAIR_MATRIX_TOKEN or OPENCHAIR_MATRIX_PASSWORD, or name a file with `token_file` or `password_file`";
                let what = "Matrix is enabled without a token or password".to_owned();
                self.walk.wrong_key("matrix.enabled", Wrong::new(what, remedy));
                None
            }
        };
    }

    /// The one line of a file, without its line end; `key` is what named the file.
    fn read(&mut self, file: &Path, key: &str) -> Option<SecretString> {
        let mut bytes = Zeroizing::new(Vec::new());
        let read = fs::File::open(file).and_then(|opened| {
            note_if_others_can_read(&opened, file, &mut self.secrets.readable_by_others);
            opened.take(SECRET_BYTES_MAX + 1).read_to_end(&mut bytes)
        });
        let file = file.display();
        if let Err(error) = read {
            let remedy = "make the file, let this user read it, or correct its name";
            self.walk.wrong_key(key, Wrong::new(format!("{file} cannot be read ({error})"), remedy));
            return None;
        }
        let text = std::str::from_utf8(&bytes).map(str::trim_end).unwrap_or_default();
        if text.is_empty() || text.contains('\n') || bytes.len() as u64 > SECRET_BYTES_MAX {
            let remedy = "write the secret alone into it, on one line";
            self.walk
                .wrong_key(key, Wrong::new(format!("{file} is not a file with one secret in it"), remedy));
            return None;
        }
        Some(SecretString::from(text))
    }
}

/// Remembers a file with a secret that not only its owner can read.
#[cfg(unix)]
fn note_if_others_can_read(opened: &fs::File, file: &Path, noted: &mut Vec<PathBuf>) {
    use std::os::unix::fs::PermissionsExt;
    if opened.metadata().is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0) {
        noted.push(file.to_owned());
    }
}

/// Other systems have no mode to look at.
#[cfg(not(unix))]
fn note_if_others_can_read(_opened: &fs::File, _file: &Path, _noted: &mut Vec<PathBuf>) {}
