using System.Globalization;
using UserDomain.Calls;
using UserDomain.Model;

namespace UserDomain.Mail;

/// <summary>An address of a page with the user and his code in it.</summary>
internal sealed class Link
{
    private const string UserIdPlace = "{UserId}";
    private const string CodePlace = "{Code}";

    private readonly string template;

    private Link(string template) => this.template = template;

    /// <param name="setting">What the setting is called that it comes from.</param>
    /// <exception cref="MailSettingsException">It is no address, or has no place for the code.</exception>
    public static Link? Read(string setting, string? template)
    {
        if (template is null)
            return null;
        var link = new Link(template);
        if (!template.Contains(CodePlace, StringComparison.Ordinal))
            throw new MailSettingsException($"{setting} has no {CodePlace} in it, so its page could do nothing.");
        if (!Uri.TryCreate(link.To(new(1), new("code")), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new MailSettingsException($"{setting} is no address of a page. It looks like https://…/confirm?user={UserIdPlace}&code={CodePlace}");
        return link;
    }

    /// <summary>Neither can be read as more than a part of the address.</summary>
    public string To(UserId userId, Secret code) =>
        template.Replace(UserIdPlace, userId.Value.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace(CodePlace, Uri.EscapeDataString(code.Reveal()), StringComparison.Ordinal);
}
