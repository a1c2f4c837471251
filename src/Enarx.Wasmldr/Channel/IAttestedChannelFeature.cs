namespace Enarx.Wasmldr;

/// <summary>What a request can know of the channel that it came through; found among the request's features.</summary>
public interface IAttestedChannelFeature
{
    /// <summary>The tls-exporter channel binding of the connection, 32 bytes (RFC 9266).</summary>
    ReadOnlyMemory<byte> ChannelBinding { get; }
}
