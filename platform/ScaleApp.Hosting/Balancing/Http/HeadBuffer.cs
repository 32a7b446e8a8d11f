using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ScaleApp.Hosting.Balancing.Http;

/// <summary>The bytes of a request's head, and of its body when that is small; kept by a client connection and used again.</summary>
internal sealed class HeadBuffer
{
    private const int Kept = 16 * 1024;

    private static readonly SearchValues<char> ForbiddenInValue = SearchValues.Create("\0\r\n");
    private static readonly SearchValues<char> TokenChars = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private byte[] _bytes = new byte[2048];
    private int _length;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public void Clear()
    {
        _length = 0;
        if (_bytes.Length > Kept)
        {
            _bytes = new byte[2048];
        }
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>Room for a body of that length, counted as written.</summary>
    public Memory<byte> Reserve(int length)
    {
        Room(length);
        _length += length;
        return _bytes.AsMemory(_length - length, length);
    }

    /// <exception cref="BadHttpRequestException">A name that is no token, or a value that would end its line.</exception>
    public void AddHeader(string name, string? value)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(TokenChars))
        {
            throw new BadHttpRequestException("A header name has a character that is not allowed.");
        }

        Add(name);
        Add(": "u8);
        AddValue(value ?? "");
        Add("\r\n"u8);
    }

    /// <exception cref="BadHttpRequestException">White space or a control character, which would change the request line.</exception>
    public void AddTarget(ReadOnlySpan<char> target)
    {
        if (target.IsEmpty || target.ContainsAnyExceptInRange('!', '~'))
        {
            throw new BadHttpRequestException("The request target has a character that is not allowed.");
        }

        Add(target);
    }

    public void Add(ReadOnlySpan<char> text) => _length += Encoding.Latin1.GetBytes(text, Room(text.Length));

    private void AddValue(string value)
    {
        if (value.AsSpan().ContainsAny(ForbiddenInValue))
        {
            throw new BadHttpRequestException("A header value has a character that is not allowed.");
        }

        Add(value);
    }

    private Span<byte> Room(int count)
    {
        if (_bytes.Length - _length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        }

        return _bytes.AsSpan(_length);
    }
}
