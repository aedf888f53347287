using Microsoft.Playwright;

namespace UserDomain.Host.Tests.Docs;

/// <summary>Debian's Chromium without a window, for all the tests of this process; each test has pages of its own.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    /// <summary>As root it cannot have its sandbox; the rest keeps it from calling anybody by itself.</summary>
    private static readonly string[] Switches =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private IPlaywright playwright = null!;
    private IBrowser browser = null!;

    public async Task InitializeAsync()
    {
        File.Exists(Chromium).Should().BeTrue("these tests need Chromium: apt-get install chromium");
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = Switches });
    }

    internal async Task<WatchedPage> OpenAsync(int width = 1280, int height = 800)
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height } });
        return new(await context.NewPageAsync());
    }

    public async Task DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
