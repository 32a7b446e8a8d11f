using System.Text;
using Microsoft.Net.Http.Headers;

namespace ScaleApp.Api.Http;

/// <summary>Reads header values as UTF-8, and the bytes that are not UTF-8 as Latin-1.</summary>
/// <remarks>
/// Gateways and other programs on the host add names and cookies in Latin-1. Kestrel alone refuses a request for one such byte in a header that
/// the API never reads, with an empty answer.
/// </remarks>
internal static class HeaderEncoding
{
    private static readonly Encoding Utf8OrLatin1 =
        Encoding.GetEncoding("utf-8", EncoderFallback.ExceptionFallback, new Latin1Fallback());

    /// <summary>For Kestrel's <c>RequestHeaderEncodingSelector</c>.</summary>
    /// <remarks>With an encoding of its own for Content-Length, Kestrel breaks the connection off when the number is long.</remarks>
    public static Encoding? Select(string header) => header == HeaderNames.ContentLength ? null : Utf8OrLatin1;

    private sealed class Latin1Fallback : DecoderFallback
    {
        // The longest sequence of bytes that is found invalid at once.
        public override int MaxCharCount => 3;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Latin1Buffer();
    }

    /// <summary>Gives each byte of an invalid sequence as the character with its number.</summary>
    private sealed class Latin1Buffer : DecoderFallbackBuffer
    {
        private byte[] _bytes = [];
        private int _next;

        public override int Remaining => _bytes.Length - _next;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            (_bytes, _next) = (bytesUnknown, 0);
            return bytesUnknown.Length > 0;
        }

        public override char GetNextChar() => Remaining > 0 ? (char)_bytes[_next++] : '\0';

        public override bool MovePrevious()
        {
            if (_next == 0)
            {
                return false;
            }

            _next--;
            return true;
        }

        public override void Reset() => (_bytes, _next) = ([], 0);
    }
}
