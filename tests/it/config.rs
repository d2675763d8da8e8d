//! The configuration as an admin meets it: one sample file per mistake with the whole text they read, and where files,
//! folders and secrets are found.

use std::fs;
use std::path::{Path, PathBuf};

use openchair::config::{Config, EXAMPLE, Environment, Loaded, Mistakes, load};
use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/config");

fn samples(extension: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(SAMPLES)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    files
}

/// Each sample file under its own name, as `openchair check` would list it.
#[test]
fn every_mistake_is_told_with_its_place_and_remedy() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("config");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for sample in samples("toml") {
            let name = sample.file_stem().unwrap().to_str().unwrap();
            let text = fs::read_to_string(&sample).unwrap();
            let mistakes = Config::defaults().overlay(&text, &format!("{name}.toml")).expect_err(name);
            insta::assert_snapshot!(name, mistakes.to_string());
        }
    });
}

#[test]
fn every_text_belongs_to_a_sample() {
    let stems = |extension| -> Vec<PathBuf> {
        samples(extension).iter().map(|path| path.with_extension("")).collect()
    };
    assert_eq!(stems("snap"), stems("toml"), "left: snapshots, right: samples in {SAMPLES}");
}

/// A secret in the file is refused, and its value is repeated nowhere.
#[test]
fn a_refused_secret_is_not_repeated() {
    let text = fs::read_to_string(Path::new(SAMPLES).join("secret_in_the_file.toml")).unwrap();
    let mistakes = Config::defaults().overlay(&text, "x").unwrap_err();
    assert_eq!(mistakes.iter().count(), text.matches(" = ").count(), "{mistakes}");
    for hidden in ["canary-", "Gcanar", "canary@", "0f1e2d3c"] {
        assert!(text.contains(hidden));
        assert!(!mistakes.to_string().contains(hidden), "{mistakes}");
        assert!(!format!("{mistakes:?}").contains(hidden), "{mistakes:?}");
    }
}

/// A computer of its own: a folder to start in, a settings folder and a data folder.
struct Computer {
    root: TempDir,
    environment: Environment,
}

impl Computer {
    fn new() -> Self {
        let root = TempDir::new().unwrap();
        let environment = Environment {
            working_folder: root.path().join("here"),
            config_folder: Some(root.path().join("settings")),
            data_folder: Some(root.path().join("data")),
            credentials_folder: Some(root.path().join("credentials")),
            ..Environment::default()
        };
        Self { root, environment }
    }

    fn write(&self, file: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.root.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// Loads without any argument.
    fn load(&self) -> Result<Loaded, Mistakes> {
        load(None, None, &self.environment)
    }

    /// The whole text of what is wrong, with this computer's own folder replaced.
    fn complaint(&self, path: Option<&Path>) -> String {
        let mistakes =
            load(path, None, &self.environment).expect_err("something is wrong with this configuration");
        mistakes.to_string().replace(self.root.path().to_str().unwrap(), "ROOT")
    }
}

#[test]
fn without_any_file_the_defaults_hold() {
    let computer = Computer::new();
    let loaded = computer.load().unwrap();
    assert_eq!(loaded.file, None);
    assert_eq!(loaded.config, Config::defaults());
    assert_eq!(loaded.data, computer.root.path().join("data/openchair"));
    assert_eq!(loaded.key_file, computer.root.path().join("data/openchair.key"));
    assert!(loaded.secrets.key.is_none());
}

#[test]
fn the_file_here_wins_over_the_one_in_the_settings_folder() {
    let computer = Computer::new();
    let of_user = computer.write("settings/openchair/openchair.toml", "[defaults]\ncapacity = 7\n");
    let loaded = computer.load().unwrap();
    assert_eq!((loaded.config.defaults.capacity, loaded.file), (7, Some(of_user)));

    computer.write("here/openchair.toml", "[defaults]\ncapacity = 8\n");
    assert_eq!(computer.load().unwrap().config.defaults.capacity, 8);

    let named = computer.write("elsewhere/mine.toml", "[defaults]\ncapacity = 9\n");
    assert_eq!(load(Some(&named), None, &computer.environment).unwrap().config.defaults.capacity, 9);
}

#[test]
fn the_example_can_be_used_as_it_is() {
    let computer = Computer::new();
    computer.write("here/openchair.toml", EXAMPLE);
    assert_eq!(computer.load().unwrap().config, Config::defaults());
}

#[test]
fn editors_of_other_systems_are_fine() {
    let computer = Computer::new();
    computer.write("here/openchair.toml", "\u{feff}[defaults]\r\ncapacity = 9\r\n");
    assert_eq!(computer.load().unwrap().config.defaults.capacity, 9);
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_a_remedy() {
    let computer = Computer::new();
    let missing = computer.root.path().join("missing.toml");
    insta::assert_snapshot!(computer.complaint(Some(&missing)), @r#"
    ROOT/missing.toml: there is no such file
      correct the name after --config, or leave --config out to run with the defaults
    "#);
    insta::assert_snapshot!(computer.complaint(Some(computer.root.path())), @r#"
    ROOT: this is a folder
      name the file in it: --config FOLDER/openchair.toml
    "#);
    let long = computer.write("long.toml", "# remark\n".repeat(120_000));
    insta::assert_snapshot!(computer.complaint(Some(&long)), @r#"
    ROOT/long.toml: the file is longer than 1 MiB
      name the config file, not another one
    "#);
    let latin = computer.write("latin.toml", b"[communities.home]\ntitle = \"d\xeda\"\n");
    insta::assert_snapshot!(computer.complaint(Some(&latin)), @r#"
    ROOT/latin.toml:2:11: the file is not UTF-8 text from here on
      open it in an editor and save it as UTF-8
    "#);
}

#[test]
fn paths_start_from_the_folder_of_the_file() {
    let computer = Computer::new();
    let file = computer.write("etc/openchair.toml", "[storage]\ndata = \"kept\"\nkey_file = \"the.key\"\n");
    let loaded = load(Some(&file), None, &computer.environment).unwrap();
    assert_eq!(loaded.data, computer.root.path().join("etc/kept"));
    assert_eq!(loaded.key_file, computer.root.path().join("etc/the.key"));

    let loaded = load(Some(&file), Some(Path::new("other")), &computer.environment).unwrap();
    assert_eq!(loaded.data, computer.root.path().join("here/other"), "--data wins, and starts from here");
}

/// P24: a copy of the data folder must not hold the key.
#[test]
fn the_key_is_never_inside_the_data_folder() {
    let computer = Computer::new();
    computer.write("here/openchair.toml", "[storage]\ndata = \"kept\"\nkey_file = \"kept/the.key\"\n");
    insta::assert_snapshot!(computer.complaint(None), @r#"
    ROOT/here/openchair.toml:3:1: the key file ROOT/here/kept/the.key is inside the data folder
      name a file elsewhere with `key_file` in [storage]: a copy of the data folder must not hold its own key
    "#);
}

#[test]
fn a_computer_without_a_data_folder_is_told_what_to_do() {
    let mut computer = Computer::new();
    computer.environment.data_folder = None;
    insta::assert_snapshot!(computer.complaint(None), @r#"
    openchair.toml: this computer names no folder for data
      name one with `data` in [storage], or start with --data FOLDER
    "#);
    assert!(load(None, Some(Path::new("kept")), &computer.environment).is_ok());
}

/// P24: variable, then credential of the service manager, then (by the storage) the key file.
#[test]
fn the_database_key_comes_from_the_variable_or_the_service_manager() {
    let mut computer = Computer::new();
    let key =
        |computer: &Computer| computer.load().unwrap().secrets.key.map(|key| key.expose_secret().to_owned());
    assert_eq!(key(&computer), None);
    computer.write("credentials/openchair-key", "from-the-service-manager\n");
    assert_eq!(key(&computer).as_deref(), Some("from-the-service-manager"));
    computer.environment.key = Some(SecretString::from("from-the-variable"));
    assert_eq!(key(&computer).as_deref(), Some("from-the-variable"));
}

#[test]
fn an_enabled_platform_needs_its_secret() {
    let computer = Computer::new();
    computer.write(
        "here/openchair.toml",
        "[discord]\nenabled = true\n[matrix]\nenabled = true\nhomeserver = \"https://m.example.org\"\nuser = \"@bot:example.org\"\ntoken_file = \"gone\"\n",
    );
    insta::assert_snapshot!(computer.complaint(None), @r#"
    ROOT/here/openchair.toml:2:1: Discord is enabled without a token
      set OPENCHAIR_DISCORD_TOKEN, or name a file with `token_file`
    ROOT/here/openchair.toml:7:1: ROOT/here/gone cannot be read (No such file or directory (os error 2))
      make the file, let this user read it, or correct its name
    "#);

    computer.write(
        "here/openchair.toml",
        "[matrix]\nenabled = true\nhomeserver = \"https://m.example.org\"\nuser = \"@bot:example.org\"\n",
    );
    insta::assert_snapshot!(computer.complaint(None), @r#"
    ROOT/here/openchair.toml:2:1: Matrix is enabled without a token or password
      set OPENCHAIR_MATRIX_TOKEN or OPENCHAIR_MATRIX_PASSWORD, or name a file with `token_file` or `password_file`
    "#);
}

#[test]
fn a_file_with_a_secret_holds_it_alone() {
    let computer = Computer::new();
    computer.write("here/openchair.toml", "[discord]\nenabled = true\ntoken_file = \"token\"\n");
    for content in [&b""[..], b"\n", b"one\ntwo\n", b"\xff\xfe", "x".repeat(5_000).as_bytes()] {
        computer.write("here/token", content);
        let complaint = computer.complaint(None);
        assert_eq!(
            complaint,
            "ROOT/here/openchair.toml:3:1: ROOT/here/token is not a file with one secret in it\n  write the secret alone into it, on one line"
        );
    }
    computer.write("here/token", "canary-token\r\n");
    let loaded = computer.load().unwrap();
    assert_eq!(loaded.secrets.discord_token.as_ref().map(ExposeSecret::expose_secret), Some("canary-token"));
}

#[test]
fn a_disabled_platform_needs_no_secret() {
    let computer = Computer::new();
    computer.write("here/openchair.toml", "[discord]\ntoken_file = \"gone\"\n");
    assert!(computer.load().is_ok());
}

#[test]
fn a_variable_wins_over_a_file() {
    let mut computer = Computer::new();
    computer.write("here/openchair.toml", "[discord]\nenabled = true\ntoken_file = \"gone\"\n");
    computer.environment.discord_token = Some(SecretString::from("canary-token"));
    let loaded = computer.load().unwrap();
    assert_eq!(loaded.secrets.discord_token.as_ref().map(ExposeSecret::expose_secret), Some("canary-token"));
}

#[test]
fn two_ways_into_matrix_exclude_each_other() {
    let mut computer = Computer::new();
    computer.write(
        "here/openchair.toml",
        "[matrix]\nenabled = true\nhomeserver = \"https://m.example.org\"\nuser = \"@bot:example.org\"\n",
    );
    computer.environment.matrix_token = Some(SecretString::from("canary-token"));
    assert!(computer.load().is_ok());
    computer.environment.matrix_password = Some(SecretString::from("canary-password"));
    insta::assert_snapshot!(computer.complaint(None), @r#"
    environment: OPENCHAIR_MATRIX_TOKEN and OPENCHAIR_MATRIX_PASSWORD exclude each other
      unset one of the two
    "#);
}

#[test]
fn a_variable_that_is_not_text_is_told() {
    let mut computer = Computer::new();
    computer.environment.unreadable.push("OPENCHAIR_KEY");
    insta::assert_snapshot!(computer.complaint(None), @r#"
    environment: OPENCHAIR_KEY is set to something that is not text
      set it again, or unset it
    "#);
}

/// P13: secrets are absent from what a log could hold.
#[test]
fn no_secret_is_in_any_debug_text() {
    let mut computer = Computer::new();
    computer.write("here/openchair.toml", "[matrix]\nenabled = true\nhomeserver = \"https://m.example.org\"\nuser = \"@bot:example.org\"\npassword_file = \"password\"\n[discord]\nenabled = true\n");
    computer.write("here/password", "canary-password");
    computer.environment.key = Some(SecretString::from("canary-key"));
    computer.environment.discord_token = Some(SecretString::from("canary-token"));
    let loaded = computer.load().unwrap();
    assert!(!format!("{loaded:?}{:?}", computer.environment).contains("canary"));
}

#[cfg(unix)]
#[test]
fn a_secret_that_others_can_read_is_noted() {
    use std::os::unix::fs::PermissionsExt;
    let computer = Computer::new();
    computer.write("here/openchair.toml", "[discord]\nenabled = true\ntoken_file = \"token\"\n");
    let token = computer.write("here/token", "canary-token");
    fs::set_permissions(&token, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(computer.load().unwrap().secrets.readable_by_others, std::slice::from_ref(&token));
    fs::set_permissions(&token, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(computer.load().unwrap().secrets.readable_by_others, [] as [PathBuf; 0]);
}
