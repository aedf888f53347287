using UserDomain.Host.Secrets;
using UserDomain.SignIn;

namespace UserDomain.Host.Tests.SignIn;

/// <summary>Hashing takes memory and a core each: many at once wait in a bounded row, and the rest is told to come again.</summary>
public sealed class HashingTests : IDisposable
{
    private readonly Argon2Hasher hasher = new();

    [Fact]
    public async Task More_than_may_wait_are_turned_away_and_the_others_are_served()
    {
        var places = Environment.ProcessorCount * 129;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, places + 40).Select(_ => OutcomeAsync()));

        outcomes.Count(outcome => outcome is null).Should().Be(places);
        outcomes.OfType<Exception>().Should().HaveCount(40).And.AllBeOfType<OverloadedException>();
        (await OutcomeAsync()).Should().BeNull("those who were turned away hold no place");
    }

    [Fact]
    public async Task A_verifier_is_argon2id_and_fits_its_password_alone()
    {
        var verifier = await hasher.HashAsync(new("Password-1"), default);

        verifier.Reveal().Should().StartWith("$argon2id$v=19$m=19456,t=2,p=1$");
        (await hasher.VerifyAsync(verifier, new("Password-1"), default)).Should().BeTrue();
        (await hasher.VerifyAsync(verifier, new("Password-2"), default)).Should().BeFalse();
        (await hasher.VerifyAsync(null, new("Password-1"), default)).Should().BeFalse();
    }

    [Fact]
    public async Task A_verifier_that_cannot_be_verified_is_a_fault_and_no_wrong_password() =>
        await hasher.Awaiting(h => h.VerifyAsync(new("$unknown$x"), new("Password-1"), default)).Should().ThrowAsync<System.Security.Cryptography.CryptographicException>();

    public void Dispose() => hasher.Dispose();

    private async Task<Exception?> OutcomeAsync()
    {
        try
        {
            await hasher.VerifyAsync(null, new("Password-1"), default);
            return null;
        }
        catch (OverloadedException no)
        {
            return no;
        }
    }
}
