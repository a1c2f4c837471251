namespace Enarx.Protocol.Tests;

/// <summary>A rule of docs/protocol.cddl with the code that reads and writes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Recode">Decodes a message and encodes what it was.</param>
/// <param name="Instances">
/// Encoded messages: with every field, with as few as there can be, and one of each alternative.
/// </param>
internal sealed record Rule(string Name, Func<byte[], byte[]> Recode, params byte[][] Instances)
{
    /// <summary>Names itself in a test's title.</summary>
    public override string ToString() => Name;
}
