//! The program with the pipe as its only platform.

use std::time::Duration;

use crate::support::platform::{Nature, Platform};
use crate::support::program::Program;

const CONFIG: &str = "[pipe]\nenabled = true\nplatforms = [\"mychat\"]\n\
    [communities.home.roles]\nfacilitators = [\"pipe:mychat:ana\"]\n\
    [defaults]\nzone = \"Europe/Vienna\"\n[log]\nlevel = \"trace\"\n";

fn text(answers: &[serde_json::Value]) -> String {
    let texts = answers.iter().map(|answer| answer["message"]["text"].as_str().unwrap().to_owned());
    texts.collect::<Vec<_>>().join("\n")
}

async fn says(platform: &Platform, person: &str, line: &str) -> String {
    text(&platform.says(person, Some("#lobby"), line).await.expect("an answer"))
}

async fn connected(platform: &Platform, times: u64) {
    assert!(platform.wait_for(Duration::from_secs(20), |_, figures| figures.connections == times).await);
}

/// P13: nothing of what people say, or of who they are, is logged at any level.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_runs_with_the_pipe_alone_and_logs_nothing_of_what_passes() {
    let mut program = Program::new(CONFIG);
    program.start();
    let platform = Platform::at(program.socket(), Nature::kind("mychat"));
    connected(&platform, 1).await;
    let made = says(&platform, "ana", "/group create \"Canary circle\" every sunday 19:30").await;
    assert!(made.contains("Canary circle meets every Sunday at 19:30"), "{made}");
    assert!(says(&platform, "ben-canary", "/rsvp coming").await.contains("Is that all right for you?"));
    assert!(says(&platform, "ben-canary", "yes").await.contains("You are coming"));
    // A role is given to an account of the platform, and to nobody else.
    let refused = says(&platform, "ben-canary", "/session cancel").await;
    assert!(!refused.contains("Shall I"), "{refused}");
    assert!(says(&platform, "ana", "/session cancel").await.contains("Shall I cancel"));
    assert!(says(&platform, "ana", "yes").await.contains("Cancelled"));
    let told = platform.wait_for(Duration::from_secs(10), |shown, _| shown.len() == 2).await;
    assert!(told, "{:?}", platform.shown());
    let mut to: Vec<String> = platform.shown().into_iter().map(|shown| shown.to).collect();
    to.sort();
    assert_eq!(to, ["person:ben-canary", "room:#lobby"]);

    let asked = std::time::Instant::now();
    assert_eq!(program.stop(), Some(0));
    assert!(asked.elapsed() < Duration::from_secs(5), "it stops without waiting for its adapters");
    assert!(!program.socket().exists());
    let log = program.log();
    assert!(log.contains("an adapter is connected"), "{log}");
    assert!(!log.to_lowercase().contains("canary") && !log.contains("#lobby"), "{log}");

    program.start();
    connected(&platform, 2).await;
    assert!(says(&platform, "ana", "/groups").await.contains("Canary circle"));
}

#[test]
fn a_configuration_without_platforms_or_owners_is_refused_with_a_remedy() {
    for (config, told) in [
        ("[pipe]\nenabled = true\n", "name those that adapters may speak for"),
        ("[pipe]\nenabled = true\nplatforms = [\"discord\"]\n", "is a platform of the program's own"),
        (
            "[pipe]\nenabled = true\nplatforms = [\"mychat\"]\n[communities.a]\n[communities.b]\n",
            "pipe:mychat:*",
        ),
        (
            "[pipe]\nenabled = true\nplatforms = [\"mychat\"]\n[communities.a]\nplaces = [\"pipe:yourchat:*\"]\n",
            "`platforms` in [pipe] does not name `yourchat`",
        ),
    ] {
        let (code, text) = Program::new(config).once(&["run"]);
        assert_eq!(code, Some(2), "{config}: {text}");
        assert!(text.contains(told), "{config}: {text}");
    }
}

#[test]
fn a_socket_that_cannot_be_made_ends_the_program_with_a_sentence() {
    let config = "[pipe]\nenabled = true\nplatforms = [\"mychat\"]\npath = \"gone/pipe.sock\"\n";
    let (code, text) = Program::new(config).once(&["run"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("cannot be made") && text.contains("Name another path in [pipe]"), "{text}");
}
