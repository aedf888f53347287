using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Xml;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace UserDomain.Host.Secrets;

/// <summary>
/// The keys of a folder. None is made but the first, and those that <see cref="MakeNew"/> makes: a copy of the folder stays whole until
/// somebody rotates keys. What others put there is seen when a box of an unknown key is met, and before sealing within <see cref="Delay"/>.
/// </summary>
internal sealed partial class KeyRing(HostSettings settings, TimeProvider clock, ILogger<KeyRing> log)
{
    /// <summary>How long after another process made a key this one may still seal with the one before.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ForEver = TimeSpan.FromDays(36_500);

    private readonly string folder = settings.KeysFolder;
    private readonly Lock gate = new();
    private Ring? current;
    private long lookedAt;

    /// <summary>All keys that are here, with when they were made.</summary>
    public IReadOnlyDictionary<Guid, DateTimeOffset> Keys => Look().Keys;

    /// <summary>Seals with the newest key that it knows of.</summary>
    public IDataProtectionProvider ForSealing()
    {
        lock (gate)
        {
            var ring = current is { } known && clock.GetElapsedTime(lookedAt) < Delay ? known : Look();
            return (ring.Keys.Count > 0 ? ring : Make()).Protection;
        }
    }

    /// <summary>Opens what is sealed with this key, if it is here by now.</summary>
    public IDataProtectionProvider For(Guid key)
    {
        lock (gate)
            return (current is { } known && known.Keys.ContainsKey(key) ? known : Look()).Protection;
    }

    /// <summary>Whether the key is here by now.</summary>
    public bool Has(Guid key)
    {
        lock (gate)
            return current is { } known && known.Keys.ContainsKey(key) || Look().Keys.ContainsKey(key);
    }

    /// <summary>Makes a key that seals from now on.</summary>
    public void MakeNew()
    {
        lock (gate)
        {
            Look();
            Make();
        }
    }

    /// <summary>Later than any other, whatever the clocks of those said that made them: the latest seals.</summary>
    private Ring Make()
    {
        var now = clock.GetUtcNow();
        var latest = current!.Manager.GetAllKeys().Select(key => key.ActivationDate).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
        var from = latest < now ? now : latest.AddSeconds(1);
        current.Manager.CreateNewKey(from, from + ForEver);
        current = null;
        return Look();
    }

    /// <summary>Reads the folder anew if it has changed. A folder that cannot be read just now leaves the keys as they were known.</summary>
    private Ring Look()
    {
        lock (gate)
        {
            try
            {
                var files = Files();
                if (current is null || current.Files != files)
                    current = Read(files);
            }
            catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or XmlException or CryptographicException or InvalidOperationException)
            {
                if (current is null)
                    throw new StartupException($"The keys in {folder} cannot be read: {wrong.Message} Let USERDOMAIN_KEYS name another folder.", wrong);
                LogUnreadable(wrong);
            }

            lookedAt = clock.GetTimestamp();
            return current;
        }
    }

    private Ring Read(string files)
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("UserDomain").PersistKeysToFileSystem(new(folder)).DisableAutomaticKeyGeneration();
        var provider = services.BuildServiceProvider(); // it holds nothing that must be given back, and boxes may be open while another takes its place
        var manager = provider.GetRequiredService<IKeyManager>();
        return new(
            provider.GetRequiredService<IDataProtectionProvider>(), manager,
            manager.GetAllKeys().Where(key => !key.IsRevoked).ToFrozenDictionary(key => key.KeyId, key => key.CreationDate), files);
    }

    private string Files()
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return string.Join('\n', new DirectoryInfo(folder).EnumerateFiles("*.xml").Select(file => $"{file.Name} {file.LastWriteTimeUtc.Ticks}").Order(StringComparer.Ordinal));
    }

    [LoggerMessage(LogLevel.Error, "The folder of keys cannot be read; the keys that were known go on")]
    private partial void LogUnreadable(Exception wrong);

    private sealed record Ring(IDataProtectionProvider Protection, IKeyManager Manager, FrozenDictionary<Guid, DateTimeOffset> Keys, string Files);
}
