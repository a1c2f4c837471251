using Enarx.Protocol;
using Enarx.Wasmldr.Evidence;

namespace Enarx.Wasmldr;

/// <summary>What wasmldr does for the keep loader.</summary>
internal sealed class ControlHandler(Attester attester)
{
    /// <summary>Answers one request.</summary>
    public async Task<byte[]?> HandleAsync(string operation, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        switch (operation)
        {
            case Operations.Describe:
                // That there is an answer is the answer: wasmldr serves.
                Request.ExpectNoBody(body);
                return null;

            case Operations.Attest:
                return Payload.Encode((await attester.AttestAsync(AttestRequest.Decode(Payload.Decode(body)), cancellationToken).ConfigureAwait(false)).Encode());

            default:
                throw new KeepException(KeepErrorId.ProtocolViolation, $"wasmldr has no operation '{operation}'.");
        }
    }
}
