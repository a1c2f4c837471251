namespace Enarx;

/// <summary>A failure with a stable id and advice.</summary>
public sealed class KeepException : Exception
{
    /// <summary>Says what failed.</summary>
    /// <param name="errorId">One of <see cref="KeepErrorId"/>.</param>
    /// <param name="message">What was wrong and where, as sentences.</param>
    /// <param name="inner">The cause.</param>
    public KeepException(string errorId, string message, Exception? inner = null)
        : base(message, inner) => ErrorId = errorId;

    /// <summary>One of <see cref="KeepErrorId"/>.</summary>
    public string ErrorId { get; }
}
