//! A disk that is full while something is to be sent: what cannot be written down is not sent, and nothing comes twice.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use openchair::storage::Trouble;

use super::scene::{Scene, circle, utc};
use crate::storage::SmallDisk;

/// A session to which Ana comes, on a small disk. It is due to remind her at 17:30 UTC the day before.
async fn on(disk: &SmallDisk) -> Scene {
    let mut scene = Scene::in_folder(&disk.path("."), "03-23T12:00").await;
    scene.person("ana", true).await;
    let session = scene.sundays(circle()).await;
    scene.comes("ana", &session).await;
    scene.work().await;
    // What is written next needs new room.
    scene.storage.tidy().await.unwrap();
    scene
}

/// Takes all the room that is left.
fn fill(ballast: &PathBuf) {
    let mut file = fs::File::create(ballast).unwrap();
    for size in [65_536, 4_096, 1] {
        while file.write_all(&vec![1; size]).is_ok() {}
    }
}

async fn trouble(scene: &Scene) -> Option<Trouble> {
    scene.agenda.work(utc("03-28T17:30")).await.unwrap_err().trouble()
}

#[tokio::test]
async fn g1_what_cannot_be_written_down_is_not_sent_until_there_is_room() {
    let Some(disk) = SmallDisk::mount(4_000) else { return };
    let scene = on(&disk).await;
    let ballast = disk.path("ballast");
    fill(&ballast);
    scene.clock.set(utc("03-28T17:30"));
    for _ in 0..3 {
        assert_eq!(trouble(&scene).await, Some(Trouble::Full));
    }
    assert_eq!(scene.chat.take(), [] as [&str; 0]);
    fs::remove_file(ballast).unwrap();
    scene.work().await;
    assert_eq!(scene.chat.take(), ["03-28 17:30 ana reminder 1440"]);
}

#[tokio::test]
async fn g3_what_was_sent_and_could_not_be_marked_is_not_sent_again() {
    let Some(disk) = SmallDisk::mount(4_000) else { return };
    let scene = on(&disk).await;
    let ballast = disk.path("ballast");
    scene.clock.set(utc("03-28T17:30"));
    let taken = ballast.clone();
    scene.chat.before_taking(move || fill(&taken));
    assert_eq!(trouble(&scene).await, Some(Trouble::Full));
    assert_eq!(scene.chat.take(), ["03-28 17:30 ana reminder 1440"]);
    assert_eq!(trouble(&scene).await, Some(Trouble::Full));
    fs::remove_file(ballast).unwrap();
    scene.work().await;
    assert_eq!(scene.chat.take(), [] as [&str; 0], "it was looked up");
    let states = scene.states().await;
    assert!(states.contains(&(openchair::domain::delivery::DeliveryState::Sent, 1)), "{states:?}");
}
