using System.Runtime.InteropServices;

namespace UserDomain.Model;

/// <summary>Bytes of a snapshot, from where they stand in it.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ConfigPiece(int At, int Length)
{
    public int End => At + Length;
}
