using Microsoft.Playwright;
using UserDomain.Host.Tests.SignIn;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Docs;

/// <summary>The page at <c>/docs</c> as a person uses it, in Chromium.</summary>
public sealed class PageTests(OneHost one, Browser browser) : IClassFixture<OneHost>, IClassFixture<Browser>
{
    [Theory]
    [InlineData("/docs", 1280, 800)]
    [InlineData("/docs/", 390, 844)]
    public async Task It_loads_from_its_host_alone_complains_of_nothing_and_fits_the_screen(string path, int width, int height)
    {
        await using var page = await browser.OpenAsync(width, height);

        await page.OpenAsync(one.Host, path);

        page.Requests.Should().Contain(url => url.EndsWith("/openapi/v1.json", StringComparison.Ordinal));
        page.Requests.Should().OnlyContain(url => url.StartsWith(one.Host.Address.ToString(), StringComparison.Ordinal) || url.StartsWith("data:", StringComparison.Ordinal));
        page.Complaints.Should().BeEmpty();
        (await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(width);
        (await page.Page.Locator(".opblock-tag-section").CountAsync()).Should().BeGreaterThan(5);
    }

    [Fact]
    public async Task Who_signs_in_tries_calls_in_his_own_name_until_he_signs_out()
    {
        var user = await one.NewUserAsync();
        await using var page = await browser.OpenAsync();
        await page.OpenAsync(one.Host);

        await page.SignInAsync(user.Name, TestUser.Password);

        (await page.SignedInAsync()).Should().Be(user.Name);
        var (status, info) = await page.TryAsync("Profile", "GetUserInfo");
        (status, info.GetProperty("userId").GetInt64()).Should().Be(("200", user.Id));
        var (_, done) = await page.TryAsync("Config", "SetUserConfig");
        done.GetRawText().Should().Contain("\"result\": true");
        (await user.ConfigAsync()).Should().Be("""[{"Key":"Suite Number","Value":"158"}]""", "the page sends the example as it stands");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.Page.GetByLabel("User name", new() { Exact = true }).WaitForAsync();
        (await page.TryAsync("Profile", "GetUserInfo")).Status.Should().Be("401");
        page.Complaints.Should().OnlyContain(complaint => complaint.Contains("401"), "Chromium notes each answer that is an error");
    }

    [Fact]
    public async Task What_is_wrong_with_a_sign_in_is_said_and_nothing_is_kept()
    {
        var user = await one.NewUserAsync();
        await using var page = await browser.OpenAsync();
        await page.OpenAsync(one.Host);

        await page.SignInAsync(user.Name, "Wrong-Password-1");

        await Assertions.Expect(page.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Invalid username or password");
        await page.SignInAsync(user.Name, TestUser.Password);
        await page.SignedInAsync();
        (await page.Page.EvaluateAsync<int>("localStorage.length + sessionStorage.length + document.cookie.length")).Should().Be(0);
        await page.OpenAsync(one.Host);
        (await page.Page.GetByLabel("User name", new() { Exact = true }).IsVisibleAsync()).Should().BeTrue("a page that was left keeps no session");
    }

    [Fact]
    public async Task Who_has_a_second_factor_is_asked_for_its_code()
    {
        var user = await one.NewUserAsync();
        var app = new Authenticator((await user.PostAsync("EnableGoogle2FA")).Json.GetProperty("ManualCode").GetString()!, TimeProvider.System);
        TwoFactorHost.MustBeRight(await TwoFactorHost.GiveAsync(user.Client, app.Code(stepsOff: -1)));
        await using var page = await browser.OpenAsync();
        await page.OpenAsync(one.Host);

        await page.SignInAsync(user.Name, TestUser.Password);
        await GiveAsync(page, app.WrongCode());
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Code is wrong or was used before");
        await GiveAsync(page, app.Code());

        (await page.SignedInAsync()).Should().Be(user.Name);
        (await page.TryAsync("Profile", "GetUserInfo")).Body.GetProperty("use2FA").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task Nobody_may_frame_it_or_put_scripts_into_it()
    {
        foreach (var path in (string[])["/docs", "/docs/docs.js", "/docs/swagger-ui-bundle.js"])
        {
            var headers = (await one.Stranger.GetAsync(path)).Headers;
            headers["Content-Security-Policy"].Should().Contain("script-src 'self';").And.Contain("frame-ancestors 'none'").And.NotContain("unsafe-eval");
            headers.Should().Contain("X-Content-Type-Options", "nosniff").And.Contain("Referrer-Policy", "no-referrer");
        }
    }

    private static async Task GiveAsync(WatchedPage page, string code)
    {
        await page.Page.GetByLabel("Code of your").FillAsync(code);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
    }
}
