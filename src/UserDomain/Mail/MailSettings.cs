namespace UserDomain.Mail;

/// <summary>What letters say, where it differs from venue to venue.</summary>
public sealed record MailSettings
{
    /// <summary>What confirms an address when it is opened; <c>{UserId}</c> and <c>{Code}</c> stand for what they say.</summary>
    public string ConfirmLink { get; init; } = ConfirmLinkAt("http://127.0.0.1:5080");

    /// <summary>The venue's page that sets a new password. There is none in this system, so without it the letter shows the code alone.</summary>
    public string? ResetLink { get; init; }

    /// <summary>A folder whose files replace templates of the same name. What it lacks is taken as built in.</summary>
    public string? Templates { get; init; }

    /// <param name="publicUrl">Where people reach this system from outside.</param>
    public static string ConfirmLinkAt(string publicUrl) => $"{publicUrl.TrimEnd('/')}/AP/confirmemail?UserId={{UserId}}&VerifyEmailCode={{Code}}";
}

/// <summary>A setting or a template file cannot be used for letters; the message says in a sentence which, and what is wrong with it.</summary>
public sealed class MailSettingsException(string message, Exception? inner = null) : Exception(message, inner);
