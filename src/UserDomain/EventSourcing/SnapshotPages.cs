namespace UserDomain.EventSourcing;

/// <summary>Where the pages of a configuration stand in a snapshot.</summary>
/// <param name="FirstKeys">Of each page, as UTF-8, in order. A key belongs to the last page that does not begin after it, or to the first.</param>
/// <param name="Starts">Where each page begins, and then where the last one ends.</param>
public sealed record SnapshotPages(byte[][] FirstKeys, int[] Starts);
