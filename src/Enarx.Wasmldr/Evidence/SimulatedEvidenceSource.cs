using System.Net.Sockets;
using Enarx.Protocol;

namespace Enarx.Wasmldr.Evidence;

/// <summary>Reports of the simulated TEE, asked for over the stream that stands where a TEE's device would.</summary>
internal sealed class SimulatedEvidenceSource(NetworkStream device) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1);

    /// <summary>Asks for a report over report_data.</summary>
    /// <param name="reportData">64 bytes.</param>
    /// <param name="cancellationToken">Gives up waiting for the device's turn; a question that was sent is seen through.</param>
    /// <exception cref="KeepException">There was none (id AttestationFailed).</exception>
    public async Task<ReportMessage> GetReportAsync(byte[] reportData, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return ReportMessage.Decode(await device.RequestAsync(Operations.Report, Payload.Encode(reportData), CancellationToken.None).ConfigureAwait(false));
        }
        catch (Exception e) when (e is IOException or ProtocolException or KeepException)
        {
            throw new KeepException(KeepErrorId.AttestationFailed, $"The TEE gave no report: {e.Message}", e);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        device.Dispose();
        _oneAtATime.Dispose();
    }
}
