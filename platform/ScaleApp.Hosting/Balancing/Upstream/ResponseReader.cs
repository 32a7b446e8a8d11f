using Microsoft.AspNetCore.Http;

namespace ScaleApp.Hosting.Balancing.Upstream;

/// <summary>Waits for the head of an answer.</summary>
internal static class ResponseReader
{
    /// <summary>Reads the next head, interim (1xx) ones included; the headers of a final one are added to <paramref name="headers"/>.</summary>
    /// <exception cref="UpstreamException">The connection broke, or the head is not valid or too large.</exception>
    public static async ValueTask<ResponseHead> ReadHeadAsync(
        UpstreamConnection connection, bool noBody, IHeaderDictionary headers, int limit)
    {
        var seen = 0;
        while (true)
        {
            var end = connection.Buffered[seen..].IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                var length = seen + end + 4;
                var head = ResponseHeadParser.Parse(connection.Buffered[..length], noBody, headers, connection.HeaderLines);
                connection.Consume(length);
                return head;
            }

            // The blank line may straddle two reads.
            seen = Math.Max(0, connection.Buffered.Length - 3);
            var failure = connection.Buffered.IsEmpty ? UpstreamFailure.NoAnswer : UpstreamFailure.Cut;
            if (!await connection.FillAsync(failure, limit).ConfigureAwait(false))
            {
                throw new UpstreamException(failure, "the replica closed the connection without a whole answer");
            }
        }
    }
}
