using System.Globalization;
using UserDomain.Calls;
using UserDomain.Model;

namespace UserDomain.Mail;

/// <summary>Writes the letters that this system sends, from templates and links that are read once.</summary>
/// <exception cref="MailSettingsException">A template or a link cannot be used.</exception>
public sealed class Letters(MailSettings settings, VenueSettings venue)
{
    private static readonly TimeSpan NoticeLifetime = TimeSpan.FromDays(3);

    private readonly Template confirm = Template.Read(settings, nameof(ConfirmEmail), "UserName", "UserId", "Code", "Link", "GoodUntil", "Now");
    private readonly Template reset = Template.Read(settings, nameof(ResetPassword), "UserName", "UserId", "Code", "Link", "GoodUntil", "Now");
    private readonly Template changed = Template.Read(settings, nameof(EmailChanged), "UserName", "Now");
    private readonly Template registered = Template.Read(settings, nameof(AlreadyRegistered), "Now");
    private readonly Link? confirmLink = Link.Read("USERDOMAIN_MAIL__CONFIRMLINK", settings.ConfirmLink);
    private readonly Link? resetLink = Link.Read("USERDOMAIN_MAIL__RESETLINK", settings.ResetLink);

    /// <summary>Asks whoever reads mail at the address to confirm that it is the user's.</summary>
    public Letter ConfirmEmail(string to, string userName, UserId userId, Secret code, DateTimeOffset now) =>
        WithCode(confirm, confirmLink, to, userName, userId, code, now);

    /// <summary>Brings the code that sets a new password.</summary>
    public Letter ResetPassword(string to, string userName, UserId userId, Secret code, DateTimeOffset now) =>
        WithCode(reset, resetLink, to, userName, userId, code, now);

    /// <summary>Tells the address that a user had until now that he has another. It does not say which: that is not the old address's business.</summary>
    public Letter EmailChanged(string oldAddress, string userName, DateTimeOffset now) =>
        changed.Write(oldAddress, now + NoticeLifetime, new(StringComparer.Ordinal) { ["UserName"] = Shown.Of(userName), ["Now"] = Minute(now) });

    /// <summary>Tells a user that somebody tried to register with his address, in place of telling that somebody.</summary>
    public Letter AlreadyRegistered(string to, DateTimeOffset now) =>
        registered.Write(to, now + NoticeLifetime, new(StringComparer.Ordinal) { ["Now"] = Minute(now) });

    private Letter WithCode(Template template, Link? link, string to, string userName, UserId userId, Secret code, DateTimeOffset now)
    {
        var goodUntil = now + venue.CodeLifetime;
        return template.Write(to, goodUntil, new(StringComparer.Ordinal)
        {
            ["UserName"] = Shown.Of(userName),
            ["UserId"] = userId.Value.ToString(CultureInfo.InvariantCulture),
            ["Code"] = code.Reveal(),
            ["Link"] = link?.To(userId, code) ?? "",
            ["GoodUntil"] = Minute(goodUntil),
            ["Now"] = Minute(now),
        });
    }

    private static string Minute(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
