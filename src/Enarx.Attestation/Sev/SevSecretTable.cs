using System.Buffers.Binary;

namespace Enarx.Attestation;

/// <summary>
/// The table in which a guest's firmware looks for secrets (OvmfPkg, "SEV launch secret"): a GUID and the length of all;
/// then for each secret a GUID, the length with this head of 20 bytes, and the bytes; zeros up to a multiple of 16.
/// </summary>
public static class SevSecretTable
{
    /// <summary>The longest table that a launch takes, bytes (AMD 55766, section 6.6).</summary>
    public const int MaximumLength = 16 * 1024;

    private const int HeadLength = 20;
    private const int Alignment = 16;

    private static readonly Guid TableId = new("1e74f542-71dd-4d66-963e-ef4287ff173b");

    /// <summary>Puts a table together.</summary>
    /// <param name="secrets">The secrets, each id once.</param>
    /// <returns>The table, secret itself.</returns>
    /// <exception cref="ArgumentException">There is no secret, an id stands twice, or the table is longer than a launch takes.</exception>
    public static byte[] Write(params ReadOnlySpan<SevSecret> secrets)
    {
        if (secrets.IsEmpty)
            throw new ArgumentException("There is no secret.", nameof(secrets));
        long length = HeadLength;
        var seen = new HashSet<Guid>();
        foreach (SevSecret secret in secrets)
        {
            if (!seen.Add(secret.Id))
                throw new ArgumentException($"The secret {secret.Id} stands twice.", nameof(secrets));
            length += HeadLength + secret.Value.Length;
        }

        long padded = (length + Alignment - 1) / Alignment * Alignment;
        if (padded > MaximumLength)
            throw new ArgumentException($"The secrets make a table of {padded} bytes; a launch takes {MaximumLength}.", nameof(secrets));
        byte[] table = new byte[padded];
        WriteHead(table, TableId, (uint)length);
        int at = HeadLength;
        foreach (SevSecret secret in secrets)
        {
            WriteHead(table.AsSpan(at), secret.Id, (uint)(HeadLength + secret.Value.Length));
            secret.Value.CopyTo(table, at + HeadLength);
            at += HeadLength + secret.Value.Length;
        }

        return table;
    }

    /// <summary>Finds a secret, as a guest does.</summary>
    /// <param name="table">The table that the guest got.</param>
    /// <param name="id">The secret's name.</param>
    /// <returns>Its bytes; empty when the table does not have it.</returns>
    /// <exception cref="FormatException">It is no such table; the message names field and offset.</exception>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> table, Guid id)
    {
        uint length = ReadHead(table, 0, out Guid kind);
        if (kind != TableId)
            throw new FieldException("GUID", 0, "it is not that of a table of secrets");
        ReadOnlySpan<byte> found = [];
        for (int at = HeadLength; at < length;)
        {
            uint entry = ReadHead(table[..(int)length], at, out Guid name);
            if (name == id)
                found = table.Slice(at + HeadLength, (int)entry - HeadLength);
            at += (int)entry;
        }

        return found;
    }

    private static void WriteHead(Span<byte> head, Guid id, uint length)
    {
        id.TryWriteBytes(head);
        BinaryPrimitives.WriteUInt32LittleEndian(head[16..], length);
    }

    private static uint ReadHead(ReadOnlySpan<byte> table, int at, out Guid id)
    {
        if (table.Length - at < HeadLength)
            throw new FieldException("GUID", at, $"the table ends where a head of {HeadLength} bytes must be");
        id = new Guid(table.Slice(at, 16));
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(table[(at + 16)..]);
        return length >= HeadLength && length <= (uint)(table.Length - at) ? length
            : throw new FieldException("LENGTH", at + 16, $"it is {length}, and must be {HeadLength} to {table.Length - at}");
    }
}
