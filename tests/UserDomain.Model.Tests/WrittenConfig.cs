namespace UserDomain.Model.Tests;

/// <summary>A configuration as a snapshot has it.</summary>
internal sealed class WrittenConfig
{
    private const int At = 100; // where pages begin in some snapshot
    private readonly byte[] head;

    public WrittenConfig(UserConfig config)
    {
        (head, Pages) = (new byte[config.HeadLength], new byte[config.PagesLength]);
        config.WriteHead(head);
        config.WritePages(Pages);
    }

    public byte[] Pages { get; }

    /// <summary>It again, of whose pages so many bytes were read.</summary>
    public UserConfig Read(int read) => UserConfig.Read(head, Pages.AsSpan(0, Math.Min(read, Pages.Length)), At, Pages.Length);

    public UserConfig Filled(UserConfig config, IEnumerable<string>? keys) =>
        config.Filled([.. config.Left(keys).Select(piece => (piece, (ReadOnlyMemory<byte>)Pages.AsMemory(piece.At - At, piece.Length)))]);
}
