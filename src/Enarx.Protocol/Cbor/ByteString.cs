using System.Formats.Cbor;

namespace Enarx.Protocol;

/// <summary>One encoded byte string, for arrays of them.</summary>
internal static class ByteString
{
    /// <summary>The deterministic encoding.</summary>
    public static byte[] Encode(byte[] value)
    {
        var writer = new CborWriter(CborConformanceMode.Canonical);
        writer.WriteByteString(value);
        return writer.Encode();
    }
}
