namespace UserDomain.Host.Mail;

internal static class MailRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>What sends letters, by the server that the settings name or into files; it begins and ends with the host.</summary>
        public IServiceCollection AddMailSender(HostSettings settings) => services
            .AddSingleton<IMailTransport>(settings.Smtp is { } smtp ? new SmtpTransport(smtp) : new FileTransport(settings.MailFolder))
            .AddHostedService<MailSender>();
    }
}
