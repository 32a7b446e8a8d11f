using System.Buffers;
using System.ComponentModel;
using Microsoft.Extensions.Caching.Hybrid;

namespace ScaleApp.Api.Catalog;

/// <summary>An answer that is remembered as it is sent.</summary>
[ImmutableObject(true)]
internal sealed record CachedJson(ReadOnlyMemory<byte> Utf8)
{
    /// <summary>The bytes are the value.</summary>
    internal sealed class Serializer : IHybridCacheSerializer<CachedJson>
    {
        public CachedJson Deserialize(ReadOnlySequence<byte> source) => new(source.ToArray());

        public void Serialize(CachedJson value, IBufferWriter<byte> target) => target.Write(value.Utf8.Span);
    }
}
