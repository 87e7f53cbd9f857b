//! The server: connections, and what each request is answered.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::oneshot;

use super::Wake;
use super::board::{Board, State};
use super::events::{self, Reply};
use super::guard::{self, Place, Refusal};
use super::{kinds, page};
use crate::store;

/// How long a request may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(30);

/// What may run in files that are no pages of ours, such as a picture with scripts in it: nothing.
const CONFINED: &str = "sandbox; default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'";

/// Where files that lie beside the records are copied to.
const FILES: &str = "files/";

/// A server that runs in a thread of its own until this is dropped.
pub struct Running {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It only panics where a connection does, and nothing is to be done about that at the end.
            let _ = thread.join();
        }
    }
}

/// Starts to answer. Signals to end are passed on to `wakes`; one that comes while the first is still heeded calls
/// `abort`.
pub fn start(listener: TcpListener, board: Arc<Board>, wakes: Sender<Wake>, abort: fn()) -> io::Result<Running> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let guard = runtime.enter();
    let listener = tokio::net::TcpListener::from_std(listener)?;
    runtime.spawn(heed(wakes, abort));
    drop(guard);
    let (stop, stopped) = oneshot::channel::<()>();
    let serve = move || {
        runtime.spawn(accept(listener, board));
        // The sender is dropped to end it; connections end with the runtime.
        let _ = runtime.block_on(stopped);
    };
    let thread = std::thread::Builder::new().name("server".to_owned()).spawn(serve)?;
    Ok(Running { stop: Some(stop), thread: Some(thread) })
}

async fn heed(wakes: Sender<Wake>, abort: fn()) {
    let mut seen = false;
    while asked_to_end().await.is_ok() {
        if seen {
            abort();
        }
        seen = true;
        // Where nobody listens any more, it has ended.
        let _ = wakes.send(Wake::Stop);
    }
}

#[cfg(unix)]
async fn asked_to_end() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    std::future::poll_fn(|context| {
        let both = [interrupt.poll_recv(context), terminate.poll_recv(context)];
        if both.iter().any(std::task::Poll::is_ready) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    Ok(())
}

#[cfg(not(unix))]
async fn asked_to_end() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

async fn accept(listener: tokio::net::TcpListener, board: Arc<Board>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Too many connections, or one that was given up at once: neither ends the server.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let board = Arc::clone(&board);
        tokio::spawn(async move {
            let service = service_fn(|request: Request<Incoming>| {
                let answer = answer(&request, &board);
                async move { Ok::<_, Infallible>(answer) }
            });
            let mut http = http1::Builder::new();
            let http = http.timer(TokioTimer::new()).header_read_timeout(ARRIVAL);
            // A connection that breaks is its browser's matter.
            let _ = http.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

/// The answer to a request.
fn answer(request: &Request<Incoming>, board: &Board) -> Response<Reply> {
    let state = board.now();
    match guard::admit(request.method(), request.uri(), request.headers()) {
        Ok(Place::Own { name, page }) => own(&name, page, board),
        Ok(Place::Site { path, slash }) => site(&state, &path, slash, request.uri().query()),
        Err(Refusal::Method) => {
            let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD are answered here\n");
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            response
        }
        Err(Refusal::Name) => {
            plain(StatusCode::MISDIRECTED_REQUEST, "this server answers to localhost, 127.0.0.1 and [::1] only\n")
        }
        Err(Refusal::Stranger) => plain(StatusCode::FORBIDDEN, "other sites may lead here and do no more\n"),
        Err(Refusal::Address) => missing(&state, ""),
    }
}

/// What belongs to serving.
fn own(name: &str, page: String, board: &Board) -> Response<Reply> {
    let text = [page::SCRIPT, page::STYLE].into_iter().find(|(own, _)| *own == name).map(|(_, text)| text);
    if let Some(text) = text {
        return reply(StatusCode::OK, kinds::of(name), text.as_bytes().to_vec().into());
    }
    if name != "events" {
        return plain(StatusCode::NOT_FOUND, "there is nothing here\n");
    }
    let tell = move |state: &State| {
        let hash = match &state.site {
            None => page::UNMADE.to_owned(),
            Some(site) => file_in(site, &page)
                .and_then(|file| read(&file))
                .map_or(page::MISSING.to_owned(), |bytes| store::fingerprint(&bytes)),
        };
        serde_json::to_string(&state.news(&page, &hash)).expect("texts and numbers can be written as JSON")
    };
    reply(StatusCode::OK, "text/event-stream", events::follow(board.follow(), tell))
}

/// A file of the site, a folder's page, or the page for wrong addresses.
fn site(state: &State, path: &str, slash: bool, query: Option<&str>) -> Response<Reply> {
    let index = if path.is_empty() { "index.html".to_owned() } else { format!("{path}/index.html") };
    let Some(site) = &state.site else {
        let told = state.failure.as_deref().unwrap_or("The site is being made; it shows here by itself.");
        let page = if slash { &index } else { path };
        return own_page(page::alone(told, page, page::UNMADE));
    };
    if slash {
        return file_in(site, &index).map_or_else(|| missing(state, &index), |file| send(&file, &index));
    }
    match file_in(site, path) {
        Some(file) => send(&file, path),
        None if file_in(site, &index).is_some() => moved(path, query),
        None => missing(state, path),
    }
}

/// The regular file at a path of the site, which no link may lead out of.
fn file_in(site: &Path, path: &str) -> Option<PathBuf> {
    let is_plain = |part| matches!(part, std::path::Component::Normal(_));
    if !Path::new(path).components().all(is_plain) {
        return None;
    }
    let (site, file) = (site.canonicalize().ok()?, site.join(path).canonicalize().ok()?);
    (file.starts_with(&site) && file.is_file()).then_some(file)
}

fn read(file: &Path) -> Option<Vec<u8>> {
    fs::read(file).ok()
}

/// Sends a file; a page of the site with what belongs to serving in it.
fn send(file: &Path, path: &str) -> Response<Reply> {
    let Some(bytes) = read(file) else {
        return plain(StatusCode::NOT_FOUND, "the file is gone, or cannot be read\n");
    };
    let kind = kinds::of(path);
    let foreign = path.starts_with(FILES);
    let mut response = if kind == kinds::HTML && !foreign {
        let hash = store::fingerprint(&bytes);
        reply(StatusCode::OK, kind, page::dressed(&String::from_utf8_lossy(&bytes), path, &hash).into_bytes().into())
    } else {
        reply(StatusCode::OK, kind, bytes.into())
    };
    if foreign && kind == kinds::HTML || kind == kinds::SVG {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONFINED));
    }
    response
}

/// Leads to the folder's own address, which its page's relative links are meant for.
fn moved(path: &str, query: Option<&str>) -> Response<Reply> {
    let mut place = String::from("/");
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            place.push(char::from(byte));
        } else {
            write!(place, "%{byte:02X}").expect("writing to a string cannot fail");
        }
    }
    place.push('/');
    if let Some(query) = query {
        place.push('?');
        place.push_str(query);
    }
    // Not a permanent one: kept by a browser, it would outlive the folder.
    let mut response = plain(StatusCode::TEMPORARY_REDIRECT, "");
    if let Ok(place) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(LOCATION, place);
    }
    response
}

/// The site's page for wrong addresses, or a line where there is none.
fn missing(state: &State, path: &str) -> Response<Reply> {
    let page = state.site.as_deref().and_then(|site| read(&file_in(site, "404.html")?));
    match page {
        Some(bytes) => {
            let html = page::not_found(&String::from_utf8_lossy(&bytes), path);
            reply(StatusCode::NOT_FOUND, kinds::HTML, html.into_bytes().into())
        }
        None => plain(StatusCode::NOT_FOUND, "there is no such page\n"),
    }
}

fn own_page(html: String) -> Response<Reply> {
    let mut response = reply(StatusCode::SERVICE_UNAVAILABLE, kinds::HTML, html.into_bytes().into());
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(page::POLICY));
    response
}

fn plain(status: StatusCode, text: &'static str) -> Response<Reply> {
    reply(status, "text/plain; charset=utf-8", text.as_bytes().to_vec().into())
}

/// An answer that nobody keeps, guesses at or takes for their own.
fn reply(status: StatusCode, kind: &'static str, body: Reply) -> Response<Reply> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("x-frame-options"), "SAMEORIGIN"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
