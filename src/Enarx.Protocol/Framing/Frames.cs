using System.Buffers.Binary;

namespace Enarx.Protocol;

/// <summary>
/// Messages over a byte stream: each is a length of four bytes, big-endian, and that many bytes of CBOR. The length is
/// bounded before anything is allocated. One reader and one writer at a time.
/// </summary>
public static class Frames
{
    /// <summary>The longest message, bytes.</summary>
    public const int MaximumLength = 1 << 20;

    private const int PrefixLength = sizeof(uint);

    /// <summary>Writes one message and flushes.</summary>
    public static async ValueTask WriteFrameAsync(this Stream stream, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfZero(message.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(message.Length, MaximumLength);
        // One write: a peer never sees a prefix whose message failed to follow for a reason of ours.
        byte[] frame = new byte[PrefixLength + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)message.Length);
        message.CopyTo(frame.AsMemory(PrefixLength));
        await stream.WriteAsync(frame, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads one message.</summary>
    /// <returns>The message, or null when the stream ended before one began.</returns>
    /// <exception cref="ProtocolException">The length is 0 or over <see cref="MaximumLength"/>.</exception>
    /// <exception cref="EndOfStreamException">The stream ended inside a message.</exception>
    public static async ValueTask<byte[]?> ReadFrameAsync(this Stream stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        byte[] prefix = new byte[PrefixLength];
        int got = await stream.ReadAtLeastAsync(prefix, PrefixLength, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (got == 0)
            return null;
        if (got < PrefixLength)
            throw new EndOfStreamException("The stream ended inside a message's length.");
        uint length = BinaryPrimitives.ReadUInt32BigEndian(prefix);
        if (length == 0 || length > MaximumLength)
            throw new ProtocolException("frame", "length", 0, $"a message has 1 to {MaximumLength} bytes; the prefix says {length}.");
        byte[] message = new byte[length];
        await stream.ReadExactlyAsync(message, cancellationToken).ConfigureAwait(false);
        return message;
    }
}
