//! Any function with the right signature is a handler.

use rouille::Response;

use crate::app::App;
use crate::domain::fault::Fault;
use crate::http::call::{Call, FromCall};
use crate::http::held::counted;
use crate::http::operation::Operation;
use crate::http::reply::Reply;

/// A function of the app and up to five extractors, which run in their order: where the one for
/// credentials refuses, no body is parsed.
pub(crate) trait Handler<Arguments>: Send + Sync + 'static {
    /// Reads the arguments, calls the function and makes its result a response.
    ///
    /// # Errors
    /// The fault of an argument or of the function.
    fn serve(&self, call: &Call) -> Result<Response, Fault>;

    /// Describes the arguments and the reply.
    fn describe(operation: &mut Operation);
}

macro_rules! handler {
    ($($argument:ident)*) => {
        impl<Function, Result_, $($argument,)*> Handler<(Result_, $($argument,)*)> for Function
        where
            Function: Fn(&App, $($argument,)*) -> Result<Result_, Fault> + Send + Sync + 'static,
            Result_: Reply,
            $($argument: FromCall,)*
        {
            fn serve(&self, call: &Call) -> Result<Response, Fault> {
                let reply = self(call.app, $($argument::from_call(call)?,)*)?;
                let place = reply.place();
                counted(call.app, place, reply.into_response())
            }

            fn describe(operation: &mut Operation) {
                $($argument::describe(operation);)*
                Result_::describe(operation);
            }
        }
    };
}

handler!();
handler!(A);
handler!(A B);
handler!(A B C);
handler!(A B C D);
handler!(A B C D E);
