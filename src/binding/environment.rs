//! The state of the addon for one JavaScript environment, on its thread: the channel, and the instances of the facade
//! that it delivers to.
//!
//! Test frameworks load an instance of the facade for each test file, each in its own realm, while the addon is loaded
//! once. A realm must be collectable when its tests are over. So its function is held weakly, by a `WeakRef` of the
//! addon's own realm, and strongly only while it has pending calls.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use napi::Env;
use napi::bindgen_prelude::{
    Buffer, Either9, FnArgs, FromNapiValue, Function, FunctionRef, JsObjectValue, Object, ObjectFinalize, ObjectRef,
    Unknown,
};
use napi_derive::napi;

use crate::binding::byte_stream::{NativeByteFeed, NativeByteStream};
use crate::binding::call_result::Attachment;
use crate::binding::calls::Calls;
use crate::binding::channel::{Channel, MessageContent, Wake};
use crate::binding::container_copy::NativeContainerCopy;
use crate::binding::copy_poller::NativeCopyPoller;
use crate::binding::download::NativeBody;
use crate::binding::exchange::NativeExchange;
use crate::binding::query::NativeQuery;
use crate::binding::transfer_progress::NativeTransferProgress;

/// One element of a batch. A result has five: the number of the call, `ok`, `head`, `failure`, and a handle, bytes, or
/// the number of the error of the caller's code. A token request has five: its number, the number of the token source,
/// the call that needs the token, JSON, and nothing. The passage of a request through policies has a handle in place of the number.
type BatchElement = Option<
    Either9<
        u32,
        String,
        Buffer,
        NativeBody,
        NativeCopyPoller,
        NativeQuery,
        NativeByteStream,
        NativeExchange,
        NativeContainerCopy,
    >,
>;

/// Receives results, token requests, and numbers of errors that are no longer referred to.
type Receive = FnArgs<(Vec<BatchElement>, Option<Vec<BatchElement>>, Option<Vec<u32>>)>;

/// One environment.
struct Environment {
    channel: Arc<Channel>,
    last_instance: Cell<u32>,
    /// A `WeakRef` to the function of each instance.
    listeners: RefCell<HashMap<u32, ObjectRef<false>>>,
    /// The functions of the instances that have pending calls.
    waiting: RefCell<HashMap<u32, FunctionRef<Receive, ()>>>,
}

impl Environment {
    /// The current environment. The first call creates it.
    fn of(env: Env) -> napi::Result<Rc<Self>> {
        if let Some(environment) = env.get_instance_data::<Rc<Self>>()? {
            return Ok(Rc::clone(environment));
        }
        let channel = Arc::new(Channel::default());
        env.add_env_cleanup_hook(Arc::clone(&channel), |channel| channel.end())?;
        let environment = Rc::new(Self {
            channel,
            last_instance: Cell::new(0),
            listeners: RefCell::default(),
            waiting: RefCell::default(),
        });
        env.set_instance_data(Rc::clone(&environment), (), |_| {})?;
        Ok(environment)
    }

    /// Creates the function with which the engine wakes JavaScript, before the first call starts. It is not created
    /// earlier, when a script is on the stack: tools that look for handles that tests left open (Jest's
    /// `--detectOpenHandles`) would count it as one of the script.
    fn listen(&self, env: Env) -> napi::Result<()> {
        if self.channel.can_wake() {
            return Ok(());
        }
        let listen = env.create_function_from_closure::<(), (), _>("blobferry", |context| deliver(*context.env))?;
        let wake: Wake = listen
            .build_threadsafe_function::<()>()
            .weak::<true>()
            .callee_handled::<false>()
            .build_callback(|_| Ok(()))?;
        self.channel.wake_with(wake);
        self.channel.keep_alive(env, !self.waiting.borrow().is_empty())
    }

    /// The function of an instance, if it still exists.
    fn listener<'env>(&self, env: &'env Env, instance: u32) -> napi::Result<Option<Function<'env, Receive, ()>>> {
        let listeners = self.listeners.borrow();
        let Some(weak) = listeners.get(&instance) else { return Ok(None) };
        let weak = weak.get_value(env)?;
        let deref: Function<'_, (), Option<Function<'env, Receive, ()>>> = weak.get_named_property("deref")?;
        deref.apply(weak, ())
    }
}

/// The elements for one instance of the facade.
#[derive(Default)]
struct InstanceBatch {
    results: Vec<BatchElement>,
    token_requests: Vec<BatchElement>,
    requested: Vec<u32>,
    forgotten: Vec<u32>,
}

/// Delivers the messages. Called on JavaScript's thread when the engine has woken it.
fn deliver(env: Env) -> napi::Result<()> {
    let environment = Environment::of(env)?;
    let channel = &environment.channel;
    // There is nearly always one instance.
    let mut batches: Vec<(u32, InstanceBatch)> = Vec::with_capacity(1);
    for message in channel.take_messages() {
        let calls = || Arc::new(Calls::new(Arc::clone(channel), message.instance));
        let batch = batch_of(&mut batches, message.instance);
        match message.content {
            MessageContent::CallResult { call, outcome } => {
                batch.results.push(Some(Either9::A(call)));
                batch.results.extend([outcome.ok, outcome.head, outcome.failure].map(|text| text.map(Either9::B)));
                batch.results.push(match outcome.attachment {
                    Attachment::None => None,
                    Attachment::Bytes(bytes) => Some(Either9::C(bytes)),
                    Attachment::Body(reader, cancel) => Some(Either9::D(NativeBody::new(calls(), *reader, cancel))),
                    Attachment::Copy(copy, has_progressed) => {
                        Some(Either9::E(NativeCopyPoller::new(calls(), *copy, has_progressed)))
                    }
                    Attachment::Query(reader, cancel) => Some(Either9::F(NativeQuery::new(calls(), *reader, cancel))),
                    Attachment::Stream(stream) => Some(Either9::G(NativeByteStream::new(calls(), stream))),
                    Attachment::ContainerCopy(copy) => Some(Either9::I(NativeContainerCopy::new(calls(), *copy))),
                    Attachment::CallerError(thrown) => Some(Either9::A(thrown.number())),
                });
            }
            MessageContent::TokenRequest(request) => {
                batch.requested.push(request.number);
                batch.token_requests.extend([
                    Some(Either9::A(request.number)),
                    Some(Either9::A(request.source)),
                    request.call.map(Either9::A),
                    Some(Either9::B(request.request)),
                    None,
                ]);
            }
            MessageContent::Passage(mut passage) => {
                batch.token_requests.extend([
                    None,
                    Some(Either9::A(passage.source)),
                    passage.call.map(Either9::A),
                    Some(Either9::B(std::mem::take(&mut passage.shown))),
                    Some(Either9::H(NativeExchange::new(calls(), *passage))),
                ]);
            }
        }
    }
    // After the results, because many of them are the last to refer to an error.
    for (instance, error) in channel.take_forgotten() {
        batch_of(&mut batches, instance).forgotten.push(error);
    }
    let mut result = Ok(());
    for (instance, batch) in batches {
        let delivered = environment.listener(&env, instance).and_then(|listener| {
            let Some(listener) = listener else {
                // No token source exists any more.
                batch.requested.iter().for_each(|request| channel.return_token(*request, None));
                return Ok(());
            };
            let token_requests = Some(batch.token_requests).filter(|token_requests| !token_requests.is_empty());
            let forgotten = Some(batch.forgotten).filter(|forgotten| !forgotten.is_empty());
            listener.call((batch.results, token_requests, forgotten).into())
        });
        result = result.and(delivered);
    }
    result
}

fn batch_of(batches: &mut Vec<(u32, InstanceBatch)>, instance: u32) -> &mut InstanceBatch {
    let at = batches.iter().position(|(other, _)| *other == instance).unwrap_or_else(|| {
        batches.push((instance, InstanceBatch::default()));
        batches.len() - 1
    });
    &mut batches[at].1
}

/// The calls of one instance of the facade, which creates this when it loads the addon.
#[napi(custom_finalize)]
pub struct NativeCalls {
    calls: Arc<Calls>,
}

impl NativeCalls {
    /// The part that other threads use.
    pub fn shared(&self) -> Arc<Calls> {
        Arc::clone(&self.calls)
    }
}

#[napi]
impl NativeCalls {
    /// `receive` is called with batches: flat arrays of results, of token requests, and of errors that are no longer
    /// referred to. It is held weakly.
    #[napi(constructor)]
    pub fn new(env: Env, receive: Unknown<'_>) -> napi::Result<Self> {
        let environment = Environment::of(env)?;
        let weak_ref: Function<'_, Unknown<'_>, ()> = env.get_global()?.get_named_property("WeakRef")?;
        let weak: Object<'_> = Object::from_unknown(weak_ref.new_instance(receive)?)?;
        let instance = environment.last_instance.get().wrapping_add(1);
        environment.last_instance.set(instance);
        environment.listeners.borrow_mut().insert(instance, weak.create_ref()?);
        Ok(Self { calls: Arc::new(Calls::new(Arc::clone(&environment.channel), instance)) })
    }

    /// Calls are pending: from now on `receive` is held strongly, and the process stays alive.
    #[napi]
    pub fn hold(&self, env: Env, receive: FunctionRef<Receive, ()>) -> napi::Result<()> {
        let environment = Environment::of(env)?;
        let mut waiting = environment.waiting.borrow_mut();
        waiting.insert(self.calls.instance(), receive);
        if waiting.len() == 1 { environment.channel.keep_alive(env, true) } else { Ok(()) }
    }

    /// No call is pending any more.
    #[napi]
    pub fn release(&self, env: Env) -> napi::Result<()> {
        let environment = Environment::of(env)?;
        let mut waiting = environment.waiting.borrow_mut();
        waiting.remove(&self.calls.instance());
        if waiting.is_empty() { environment.channel.keep_alive(env, false) } else { Ok(()) }
    }

    /// Creates a counter for the progress of one call.
    #[napi]
    pub fn progress(&self) -> NativeTransferProgress {
        NativeTransferProgress::new(self.shared())
    }

    /// Creates the body that a policy supplies piece by piece.
    #[napi]
    pub fn byte_feed(&self) -> NativeByteFeed {
        NativeByteFeed::new(self.shared())
    }

    /// Starts the calls that were made since the last flush.
    #[napi]
    pub fn flush(&self, env: Env) -> napi::Result<()> {
        Environment::of(env)?.listen(env)?;
        self.calls.channel().flush();
        Ok(())
    }

    /// Returns a token to the engine, as JSON. Without one, the token source no longer exists.
    #[napi]
    pub fn return_token(&self, request: u32, token: Option<String>) {
        self.calls.channel().return_token(request, token);
    }
}

impl ObjectFinalize for NativeCalls {
    fn finalize(self, env: Env) -> napi::Result<()> {
        // An environment that has ended has removed everything.
        let Some(environment) = env.get_instance_data::<Rc<Environment>>()? else { return Ok(()) };
        let weak = environment.listeners.borrow_mut().remove(&self.calls.instance());
        weak.map_or(Ok(()), |weak| weak.unref(&env))
    }
}
