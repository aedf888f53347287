using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using UserDomain.Host.Mail;
using UserDomain.Host.Tests.Processes;
using UserDomain.Mail;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Mail;

/// <summary>Letters that are queued reach a real server over SMTP, once.</summary>
public sealed class SendingTests : IAsyncLifetime
{
    private const string Waiting = "select count(*) from userdomain.outbox";
    private const string Failed = "select count(*) from userdomain.outbox where attempts > 0 and due_at > now() and due_at < now() + interval '11 seconds'";
    private const string MakeDue = "update userdomain.outbox set due_at = now()";

    private TestVenue venue = null!;

    public async Task InitializeAsync() => venue = await TestVenue.CreateAsync();

    [Fact]
    public async Task A_letter_arrives_whole_and_is_struck_off()
    {
        await using var server = new SmtpServer();
        var host = await StartAsync(server);

        await QueueAsync(host, Letter("ada@example.org"));

        var mail = await ArrivedAsync(server);
        (mail.Recipient, mail.Subject, mail.Text.TrimEnd('\n')).Should().Be(("ada@example.org", Subject, Text));
        mail.Header("From").Should().Be("venue@example.com");
        mail.Header("To").Should().Be("ada@example.org");
        mail.Header("Message-ID").Should().MatchRegex("^<[0-9a-f]{32}@example.com>$");
        mail.Header("Auto-Submitted").Should().Be("auto-generated");
        await StruckOffAsync();
        server.Heard.Should().Contain("QUIT").And.Contain("MAIL FROM:<venue@example.com>");
    }

    [Fact]
    public async Task A_letter_that_is_refused_for_now_is_sent_after_a_pause()
    {
        await using var server = new SmtpServer { OnRecipient = _ => "451 4.7.1 try again later" };
        var host = await StartAsync(server);
        await QueueAsync(host, Letter("ada@example.org"));
        await Eventually.HoldsAsync(async () => await venue.Database.AskAsync<long>(Failed) == 1, "the attempt is counted, and the next is in ten seconds");
        server.Received.Should().BeEmpty();

        server.OnRecipient = _ => "250 OK";
        await venue.Database.ExecuteAsync(MakeDue);

        (await ArrivedAsync(server)).Recipient.Should().Be("ada@example.org");
        await StruckOffAsync();
    }

    [Fact]
    public async Task A_refused_letter_holds_up_no_other()
    {
        await using var server = new SmtpServer { OnRecipient = to => to == "bad@example.org" ? "550 5.1.1 no such user here: bad@example.org" : "250 OK" };
        var host = await StartAsync(server);

        await QueueAsync(host, Letter("bad@example.org"), Letter("good@example.org"));

        (await ArrivedAsync(server)).Recipient.Should().Be("good@example.org");
        await Eventually.HoldsAsync(async () => await venue.Database.AskAsync<long>(Failed) == 1, "the other waits for its next attempt");
    }

    [Fact]
    public async Task Two_hosts_send_every_letter_once()
    {
        await using var server = new SmtpServer();
        var (one, other) = (await StartAsync(server), await StartAsync(server));

        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => QueueAsync(i % 2 == 0 ? one : other, Letter($"user{i}@example.org"))));

        await StruckOffAsync();
        server.Received.Select(mail => mail.Recipient).Should().BeEquivalentTo(Enumerable.Range(0, 30).Select(i => $"user{i}@example.org"));
    }

    [Fact]
    public async Task A_letter_whose_host_dies_before_it_is_struck_off_comes_again_under_the_same_id()
    {
        await using var server = new SmtpServer();
        await LeaveAsync(Letter("ada@example.org"));
        server.BeforeAnswer = token => Task.Delay(Timeout.Infinite, token);
        await using (var dying = await HostProcess.RunAsync(Environment(server)))
        {
            await venue.Database.ExecuteAsync(MakeDue);
            await ArrivedAsync(server);
            await dying.KillAsync();
        }

        server.BeforeAnswer = _ => Task.CompletedTask;
        await StartAsync(server);
        await venue.Database.ExecuteAsync(MakeDue);

        await StruckOffAsync();
        server.Received.Should().HaveCount(2).And.OnlyContain(mail => mail.Header("Message-ID") == server.Received.First().Header("Message-ID"));
    }

    [Fact]
    public async Task A_login_that_the_server_wants_is_given_and_one_that_it_refuses_is_tried_again_later()
    {
        await using var server = new SmtpServer { Password = "Canary-Smtp-1" };
        var host = await venue.StartHostAsync(settings => settings with { Smtp = To(server) with { User = "venue", Password = new("wrong") } });
        await QueueAsync(host, Letter("ada@example.org"));
        await Eventually.HoldsAsync(async () => await venue.Database.AskAsync<long>(Failed) == 1, "nothing is sent without signing in");
        server.Received.Should().BeEmpty();
        await host.DisposeAsync();

        await venue.StartHostAsync(settings => settings with { Smtp = To(server) with { User = "venue", Password = new("Canary-Smtp-1") } });
        await venue.Database.ExecuteAsync(MakeDue);

        (await ArrivedAsync(server)).Recipient.Should().Be("ada@example.org");
    }

    [Fact]
    public async Task A_server_that_offers_no_encryption_gets_nothing_where_it_is_wanted()
    {
        await using var server = new SmtpServer();
        var host = await venue.StartHostAsync(settings => settings with { Smtp = To(server) with { Tls = true } });

        await QueueAsync(host, Letter("ada@example.org"));

        await Eventually.HoldsAsync(async () => await venue.Database.AskAsync<long>(Failed) == 1, "it waits for a server that can");
        server.Heard.Should().NotContain(line => line.StartsWith("MAIL", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(true, "josé@bücher.example")]
    [InlineData(false, "jose@bücher.example")]
    public async Task Addresses_beyond_ascii_are_reached_where_the_server_can(bool international, string address)
    {
        await using var server = new SmtpServer { International = international };

        await QueueAsync(await StartAsync(server), Letter(address));

        (await ArrivedAsync(server)).Recipient.Should().BeOneOf(address, "jose@xn--bcher-kva.example");
        await StruckOffAsync();
    }

    [Fact]
    public async Task An_address_that_the_server_cannot_spell_waits_and_holds_up_no_other()
    {
        await using var server = new SmtpServer();

        await QueueAsync(await StartAsync(server), Letter("josé@bücher.example"), Letter("good@example.org"));

        (await ArrivedAsync(server)).Recipient.Should().Be("good@example.org");
        await Eventually.HoldsAsync(async () => await venue.Database.AskAsync<long>(Failed) == 1, "another server may be named that can");
    }

    [Theory]
    [InlineData("Ada<ada@example.org>")]
    [InlineData("a..b@-")]
    public async Task An_address_that_is_none_is_given_up(string address)
    {
        await using var server = new SmtpServer();

        await QueueAsync(await StartAsync(server), Letter(address), Letter("good@example.org"));

        await StruckOffAsync();
        server.Received.Select(mail => mail.Recipient).Should().Equal("good@example.org");
    }

    [Fact]
    public async Task The_log_tells_of_failures_without_the_letter()
    {
        await using var server = new SmtpServer { OnRecipient = to => $"550 5.1.1 <{to}> Code 42: no such user here" };
        await LeaveAsync(Letter("canary@example.org"));
        await using var host = await HostProcess.RunAsync([.. Environment(server), ("Logging__LogLevel__Default", "Trace")]);

        await venue.Database.ExecuteAsync(MakeDue);
        await Eventually.HoldsAsync(() => host.Output.Contains("failed, the server said 550 MailboxUnavailable; the next is in ", StringComparison.Ordinal), "the failure is told");
        await venue.Database.ExecuteAsync($"{MakeDue}, good_until = now()");
        await StruckOffAsync();
        await Eventually.HoldsAsync(() => host.Output.Contains("attempts: it is of no use any more", StringComparison.Ordinal), "what is given up is told");

        host.Output.Should().NotContainAny("canary", "example.org", "Code 42", Subject);
    }

    [Fact]
    public void Pauses_grow_to_an_hour() => Enumerable.Range(1, 7).Select(MailSender.PauseAfter).Select(pause => pause.TotalSeconds)
        .Should().Equal(10, 30, 120, 600, 3600, 3600, 3600);

    public async Task DisposeAsync() => await venue.DisposeAsync();

    private const string Subject = "Bestätige deine Adresse: 確認";
    private const string Text = "Hello José,\n\nhttps://venue.example/confirm?a=1&code=42=\n.\n.dotted\n\nCode 42";

    private static SmtpSettings Nowhere
    {
        get
        {
            using var unused = new TcpListener(IPAddress.Loopback, 0);
            unused.Start();
            return new("127.0.0.1", new("venue@example.com")) { Port = ((IPEndPoint)unused.LocalEndpoint).Port };
        }
    }

    private static Letter Letter(string to) => new(to, Subject, Text) { GoodUntil = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero) };

    private static SmtpSettings To(SmtpServer server) => new("127.0.0.1", new("venue@example.com")) { Port = server.Port };

    private static async Task<ReadMail> ArrivedAsync(SmtpServer server)
    {
        await Eventually.HoldsAsync(() => server.Received.Count > 0, "it is sent");
        return server.Received.First();
    }

    /// <summary>As a call that gives nothing away queues one.</summary>
    private static async Task QueueAsync(TestHost host, params Letter[] letters)
    {
        foreach (var letter in letters)
            (await host.Services.GetRequiredService<IStrangers>().ReserveAsync($"{Guid.CreateVersion7()}", new("verifier"), letter, null, default)).Should().BeTrue();
    }

    /// <summary>Leaves letters behind that no host could send so far.</summary>
    private async Task LeaveAsync(params Letter[] letters)
    {
        await using var host = await venue.StartHostAsync(settings => settings with { Smtp = Nowhere });
        await QueueAsync(host, letters);
        await Eventually.HoldsAsync(async () => await venue.Database.AskAsync<long>(Failed) == letters.Length, "there is no server");
    }

    private Task<TestHost> StartAsync(SmtpServer server) => venue.StartHostAsync(settings => settings with { Smtp = To(server) });

    private (string, string?)[] Environment(SmtpServer server) =>
    [
        ("USERDOMAIN_POSTGRES", venue.ConnectionString), ("USERDOMAIN_KEYS", venue.Keys), ("USERDOMAIN_OPERATOR_PASSWORD", TestVenue.OperatorPassword),
        ("USERDOMAIN_MAIL__HOST", "127.0.0.1"), ("USERDOMAIN_MAIL__PORT", $"{server.Port}"), ("USERDOMAIN_MAIL__FROM", "venue@example.com"),
    ];

    private Task StruckOffAsync() => Eventually.HoldsAsync(async () => await venue.Database.AskAsync<long>(Waiting) == 0, "nothing waits any more");
}
