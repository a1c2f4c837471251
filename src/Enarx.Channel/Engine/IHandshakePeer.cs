namespace Enarx.Channel;

/// <summary>What the engine wants to know from either role.</summary>
internal interface IHandshakePeer
{
    /// <summary>The tls-exporter channel binding; null until the handshake is complete.</summary>
    byte[]? ChannelBinding { get; }
}
