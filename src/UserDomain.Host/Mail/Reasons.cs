using System.Net.Mail;
using System.Net.Sockets;

namespace UserDomain.Host.Mail;

internal static class Reasons
{
    /// <summary>Why sending failed, for the log. Never an exception's text: it repeats what the server said, and servers say addresses.</summary>
    public static string Of(Exception wrong) => wrong switch
    {
        SmtpException { StatusCode: SmtpStatusCode.GeneralFailure, InnerException: { } inner } => Of(inner),
        SmtpException said => $"the server said {(int)said.StatusCode} {said.StatusCode}",
        SocketException socket => $"{nameof(SocketException)} {socket.SocketErrorCode}",
        OperationCanceledException => "there was no answer in time",
        { InnerException: { } inner } => $"{wrong.GetType().Name}: {Of(inner)}",
        _ => wrong.GetType().Name,
    };
}
