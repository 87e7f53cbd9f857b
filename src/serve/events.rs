//! What is sent back: a whole body, or news for as long as somebody listens (server-sent events,
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html>).

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::sync::{mpsc, watch};

use super::board::State;

/// How often a connection is tried where there is no news, so that one that is gone is noticed.
const BEAT: Duration = Duration::from_secs(15);

/// The body of an answer.
pub enum Reply {
    /// All of it.
    Whole(Option<Bytes>),
    /// What comes.
    News(mpsc::Receiver<Bytes>),
}

impl From<Vec<u8>> for Reply {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Whole(Some(Bytes::from(bytes)))
    }
}

impl Body for Reply {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let framed = |bytes: Option<Bytes>| bytes.map(|bytes| Ok(Frame::data(bytes)));
        match self.get_mut() {
            Reply::Whole(bytes) => Poll::Ready(framed(bytes.take())),
            Reply::News(news) => news.poll_recv(context).map(framed),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Reply::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Reply::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Reply::News(_) => SizeHint::default(),
        }
    }
}

/// News of a page: what there is now, and then every change. `tell` puts a state into words.
pub fn follow(mut states: watch::Receiver<Arc<State>>, tell: impl Fn(&State) -> String + Send + 'static) -> Reply {
    let (sender, news) = mpsc::channel(4);
    tokio::spawn(async move {
        loop {
            let told = tell(&states.borrow_and_update().clone());
            // A listener that is gone ends it, and so does a server that ends.
            if sender.send(Bytes::from(format!("retry: 1000\ndata: {told}\n\n"))).await.is_err() {
                return;
            }
            while let Err(_elapsed) = tokio::time::timeout(BEAT, states.changed()).await {
                if sender.send(Bytes::from_static(b":\n\n")).await.is_err() {
                    return;
                }
            }
            if states.has_changed().is_err() {
                return;
            }
        }
    });
    Reply::News(news)
}
