// A process of the product that a spec has started ends when the spec's own process is gone, however that ended.
process.stdin.on('end', () => process.exit(1)).on('error', () => process.exit(1)).resume().unref();
