using System.Security.Cryptography;
using System.Text;

namespace UserDomain.Postgres.Embedded;

/// <summary>
/// The one generated secret of a cluster, in a file that only its owner reads. The superuser's password is the secret itself;
/// another role's is derived from it, so that a role's password does not tell the superuser's, and there is one file to keep.
/// </summary>
internal sealed class ClusterPassword
{
    private readonly string secret;

    private ClusterPassword(string secret) => this.secret = secret;

    public string OfSuperuser => secret;

    public string Of(string role) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(role)));

    public static ClusterPassword? Read(DataFolder folder) =>
        File.Exists(folder.Password) ? new(File.ReadAllText(folder.Password).Trim()) : null;

    /// <summary>Written and on disk before the cluster that it opens.</summary>
    public static ClusterPassword Make(DataFolder folder)
    {
        var text = RandomNumberGenerator.GetHexString(64, lowercase: true);
        var unfinished = folder.Password + ".new";
        Write(unfinished, text);
        File.Move(unfinished, folder.Password, overwrite: true);
        return new(text);
    }

    public static void Write(string path, string text)
    {
        File.Delete(path);
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }
}
