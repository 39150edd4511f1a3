use std::{
    collections::BTreeSet,
    env,
    io::{BufRead, BufReader, Write},
    path::Path,
    sync::Arc,
};

use void_core::Random;
use void_local::durable::Journal;
use void_messaging_sdk::{
    VoidMessagingClient,
    mock::{MockMessaging, SavedMessaging},
};

use super::{
    Directory,
    killed::{CHILD, child},
};

const ROUNDS: usize = 30;

fn open(directory: &Path) -> (MockMessaging, Arc<Journal>) {
    let mut saved = SavedMessaging::new();
    let (journal, _) = Journal::open(directory, |record| saved.apply(record)).unwrap();
    let journal = Arc::new(journal);
    let mock =
        MockMessaging::builder().saved(saved).random(Random::from_entropy()).change_log(journal.clone());
    (mock.build(), journal)
}

fn tell(what: &str, number: &str) {
    writeln!(std::io::stdout().lock(), "{what} {number}.").unwrap();
}

/// Sends, receives and deletes, and tells of each as it is acknowledged; of a deletion before it is asked for, too.
#[tokio::main]
async fn work_and_tell(directory: &str) {
    let (mock, journal) = open(Path::new(directory));
    mock.client().create_queue("orders").await.unwrap();
    let tasks: Vec<_> = (0..8).map(|task| tokio::spawn(send_and_delete(mock.client(), task))).collect();
    let compacting = tokio::spawn(async move {
        loop {
            journal.compact(mock.snapshot()).await.unwrap();
        }
    });
    for task in tasks {
        task.await.unwrap();
    }
    compacting.await.unwrap();
}

async fn send_and_delete(client: VoidMessagingClient, task: usize) {
    let url = client.get_queue_url("orders").await.unwrap().queue_url;
    for count in 0.. {
        let sent = client.send_message(&url, format!("{task} {count} {}", "x".repeat(500))).await.unwrap();
        tell("sent", &sent.message_id);
        let received = client.receive_message(&url).max_number_of_messages(2).await.unwrap().messages;
        if let Some(message) = received.into_iter().next() {
            tell("deleting", &message.message_id);
            client.delete_message(&url, message.receipt_handle).await.unwrap();
            tell("deleted", &message.message_id);
        }
    }
}

#[test]
fn no_message_is_lost_and_none_comes_back_after_kill_9() {
    if let Ok(directory) = env::var(CHILD) {
        return work_and_tell(&directory);
    }
    let directory = Directory::new();
    let [mut sent, mut deleting, mut deleted] = [(); 3].map(|()| BTreeSet::new());
    for round in 0..ROUNDS {
        let mut child =
            child("messaging::no_message_is_lost_and_none_comes_back_after_kill_9", &directory.0, None);
        let lines = BufReader::new(child.stdout.take().unwrap()).split(b'\n').map_while(Result::ok);
        let mut told = lines.filter_map(|line| String::from_utf8(line).ok());
        let mut take = |line: String| {
            let Some((what, id)) = line.strip_suffix('.').and_then(|line| line.split_once(' ')) else {
                return;
            };
            let known = match what {
                "sent" => &mut sent,
                "deleting" => &mut deleting,
                "deleted" => &mut deleted,
                _ => return,
            };
            known.insert(id.to_owned());
        };
        told.by_ref().take(20 + round * 53 % 400).for_each(&mut take);
        child.kill().unwrap();
        child.wait().unwrap();
        told.for_each(take);

        let (mock, _journal) = open(&directory.0);
        let there: BTreeSet<String> =
            mock.queue("orders").messages().iter().map(|message| message.message_id()).collect();
        let lost: Vec<_> = sent.difference(&there).filter(|id| !deleting.contains(*id)).collect();
        assert!(lost.is_empty(), "round {round} lost {lost:?}");
        let back: Vec<_> = deleted.intersection(&there).collect();
        assert!(back.is_empty(), "round {round} brought back {back:?}");
        assert_eq!(mock.queue("orders").counts().visible, there.len(), "all that is there is visible");
    }
    assert!(deleted.len() > ROUNDS, "{} were deleted", deleted.len());
}
