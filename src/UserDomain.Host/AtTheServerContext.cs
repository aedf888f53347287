using UserDomain.Calls;

namespace UserDomain.Host;

internal static class AtTheServerContext
{
    extension(CallContext context)
    {
        /// <summary>Fills the context for somebody at the server itself: the operating system's user.</summary>
        /// <param name="transport">How it came in: a verb of the command line, or a first start.</param>
        public void AtTheServer(string transport)
        {
            context.Caller = Caller.AtTheServer(Environment.UserName);
            context.Transport = transport;
            context.CallId = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString();
            context.CorrelationId = context.CallId;
        }
    }
}
