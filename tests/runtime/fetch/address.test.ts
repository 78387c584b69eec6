import { networkInterfaces } from 'node:os'
import { describe, expect, it } from 'vitest'
import { isPublicAddress, ownAddresses } from '../../../src/runtime/fetch/address.ts'

describe('isPublicAddress', () => {
  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '100.63.0.1',
    '100.128.0.1',
    '192.167.1.1',
    '223.255.255.1',
    '2606:4700::1111',
    '2a00:1450:4007::200e',
  ])('%s is', (address) => expect(isPublicAddress(address)).toBe(true))

  it.each([
    ['this network', '0.0.0.0'],
    ['loopback', '127.8.8.8'],
    ['private', '10.0.0.1'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['carrier-grade NAT, Alibaba metadata', '100.100.100.200'],
    ['link-local, metadata', '169.254.169.254'],
    ['Oracle metadata', '192.0.0.192'],
    ['Azure agent', '168.63.129.16'],
    ['documentation', '192.0.2.1'],
    ['6to4 relay', '192.88.99.1'],
    ['benchmarking', '198.18.0.1'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['unspecified', '::'],
    ['loopback', '::1'],
    ['mapped', '::ffff:8.8.8.8'],
    ['compatible', '::127.0.0.1'],
    ['compatible', '::8.8.8.8'],
    ['translated', '::ffff:0:127.0.0.1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['local NAT64', '64:ff9b:1::7f00:1'],
    ['6to4', '2002:7f00:1::'],
    ['Teredo', '2001:0:7f00:1::'],
    ['ISATAP', '2606:4700::5efe:7f00:1'],
    ['ISATAP', '2606:4700::200:5efe:7f00:1'],
    ['unique local, EC2 metadata', 'fd00:ec2::254'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['site-local', 'fec0::1'],
    ['multicast', 'ff02::1'],
    ['discard', '100::1'],
    ['documentation', '2001:db8::1'],
    ['documentation', '3fff::1'],
    ['ORCHID', '2001:20::1'],
    ['outside the global block', '4000::1'],
    ['outside the global block', '5f00::1'],
    ['no address', 'example.org'],
    ['no address', ''],
  ])('%s is not: %s', (_what, address) => expect(isPublicAddress(address)).toBe(false))

  it("is not where it is this machine's own", () => {
    expect(isPublicAddress('8.8.8.8', new Set(['8.8.8.8']))).toBe(false)
    expect(isPublicAddress('2606:4700:0::1111', new Set(['2606:4700:0:0:0:0:0:1111']))).toBe(false)
    const own = ownAddresses()
    const all = Object.values(networkInterfaces()).flatMap((one) => one ?? [])
    const old = all.filter(({ family }) => family === 'IPv4').map(({ address }) => address)
    expect([...own]).toEqual(expect.arrayContaining(old))
  })
})
