using System.Text.Json;
using Microsoft.Playwright;

namespace UserDomain.Host.Tests.Docs;

/// <summary>The page at <c>/docs</c> in a browser, with all that it asks for and complains of.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    private readonly List<string> complaints = [];
    private readonly List<string> requests = [];

    public WatchedPage(IPage page)
    {
        Page = page;
        page.Request += (_, request) => requests.Add(request.Url);
        page.PageError += (_, wrong) => complaints.Add(wrong);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                complaints.Add(message.Text);
        };
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Complaints => complaints;

    public IReadOnlyList<string> Requests => requests;

    public async Task OpenAsync(TestHost host, string path = "/docs")
    {
        await Page.GotoAsync(new Uri(host.Address, path).ToString());
        await Page.WaitForSelectorAsync(".opblock");
    }

    public async Task SignInAsync(string name, string password)
    {
        await Page.GetByLabel("User name", new() { Exact = true }).FillAsync(name);
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }

    /// <summary>Waits until somebody is signed in, and says who.</summary>
    public async Task<string> SignedInAsync()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();
        return await Page.Locator("#who").InnerTextAsync();
    }

    /// <summary>Opens a call, sends it, and reads what the page shows of the answer.</summary>
    public async Task<(string Status, JsonElement Body)> TryAsync(string topic, string call, string? payload = null)
    {
        var operation = Page.Locator($"#operations-{topic}-{call}");
        if (await operation.Locator(".opblock-body").CountAsync() == 0)
            await operation.Locator(".opblock-summary-control").ClickAsync();
        if (payload is not null)
            await operation.Locator("textarea.body-param__text").FillAsync(payload);
        var answered = Page.WaitForResponseAsync(response => response.Url.EndsWith($"/AP/{call}", StringComparison.Ordinal));
        await operation.Locator("button.execute").ClickAsync();
        await answered;
        var shown = operation.Locator(".live-responses-table");
        await shown.Locator(".response-col_description pre code").First.WaitForAsync();
        return (await shown.Locator("tbody .response-col_status").First.InnerTextAsync(),
            JsonElement.Parse(await shown.Locator(".response-col_description pre code").First.InnerTextAsync()));
    }

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
