/**
 * Signatures on which Ed25519 verifiers are known to differ, made for this page: keys and nonces with a part of low order,
 * scalars that are not reduced, encodings that are no point. `holds` is what Node 20, 22 and 24 (OpenSSL) and Electron
 * (BoringSSL) say by the rule of shared/ledger/ed25519.ts; a test compares. Hex.
 */
export interface Ed25519Case {
  readonly about: string
  readonly publicKey: string
  readonly message: string
  readonly signature: string
  readonly holds: boolean
}

export const ed25519Cases: readonly Ed25519Case[] = [
  {
    about: 'an ordinary signature',
    publicKey: '27a48958185288956e0bcb2393b2b3009f8129af7326aaf19d0357f4f89d8cfc',
    message: '6d756e696d656e74',
    signature: 'b115d502e7731f324c8a1bf225cd9b3bc113feaf2c41c6b4101c3e0d50545b8485ce7751f6b74ee9d4885b15df728a5e5ee933d60bfdf6540927e1afbd11d403',
    holds: true
  },
  {
    about: 'of another message',
    publicKey: '27a48958185288956e0bcb2393b2b3009f8129af7326aaf19d0357f4f89d8cfc',
    message: '6d6f6e756d656e74',
    signature: 'b115d502e7731f324c8a1bf225cd9b3bc113feaf2c41c6b4101c3e0d50545b8485ce7751f6b74ee9d4885b15df728a5e5ee933d60bfdf6540927e1afbd11d403',
    holds: false
  },
  {
    about: 'S not reduced: the same signature in other bytes',
    publicKey: '27a48958185288956e0bcb2393b2b3009f8129af7326aaf19d0357f4f89d8cfc',
    message: '6d756e696d656e74',
    signature: 'b115d502e7731f324c8a1bf225cd9b3bc113feaf2c41c6b4101c3e0d50545b8472a26dae101b6141ab2553b8bd6c69735ee933d60bfdf6540927e1afbd11d413',
    holds: false
  },
  {
    about: 'A has a part of low order that the equation does not feel',
    publicKey: '3bc560c1146d947e7af4fb8aa13e57275be101e59334f0d4589b95a350994b04',
    message: '6d756e696d656e742030',
    signature: 'b115d502e7731f324c8a1bf225cd9b3bc113feaf2c41c6b4101c3e0d50545b8425cca7d13119903da640d1f1981fdf5d52a9f571ac8e10cb25e9903cfd57d503',
    holds: true
  },
  {
    about: 'A has a part of low order: holds only where the cofactor is multiplied in',
    publicKey: '3bc560c1146d947e7af4fb8aa13e57275be101e59334f0d4589b95a350994b04',
    message: '6d756e696d656e742031',
    signature: 'b115d502e7731f324c8a1bf225cd9b3bc113feaf2c41c6b4101c3e0d50545b841d7cd27b475ccd4a8006a0c29733175acae01ecf890eae5642113bd5db626a0a',
    holds: false
  },
  {
    about: 'the same, of order 2',
    publicKey: '3bc560c1146d947e7af4fb8aa13e57275be101e59334f0d4589b95a350994b04',
    message: '6d756e696d656e742036',
    signature: 'b115d502e7731f324c8a1bf225cd9b3bc113feaf2c41c6b4101c3e0d50545b84ae352960fe75300bb9a5669517151c68b62be896fdc9e59a933f0cfec67ca706',
    holds: false
  },
  {
    about: 'R has a part of low order',
    publicKey: '27a48958185288956e0bcb2393b2b3009f8129af7326aaf19d0357f4f89d8cfc',
    message: '6d756e696d656e74',
    signature: '8aff82b79f43f8e3fc07f606a4d3c57aecf6352daf45ed8a1c95f1987512ca417fc7b72053d06cbc040a3dcfef9ff192ed0cc7b54c655b396a0c4a874e413001',
    holds: false
  },
  {
    about: 'A and R have parts of low order that cancel',
    publicKey: '3bc560c1146d947e7af4fb8aa13e57275be101e59334f0d4589b95a350994b04',
    message: '6d756e696d656e742032',
    signature: '8aff82b79f43f8e3fc07f606a4d3c57aecf6352daf45ed8a1c95f1987512ca41f21f1e2bf5f02ba99eed23ddcd72aec84af94f39bdab2e4ddfe3917d59c18609',
    holds: true
  },
  {
    about: 'A and R have parts of low order that do not cancel',
    publicKey: '3bc560c1146d947e7af4fb8aa13e57275be101e59334f0d4589b95a350994b04',
    message: '6d756e696d656e742037',
    signature: '8aff82b79f43f8e3fc07f606a4d3c57aecf6352daf45ed8a1c95f1987512ca4133acba1738a04784e73326a8980848ed077d2f3131261f3d665fdb0f9180740b',
    holds: false
  },
  {
    about: 'A is of low order',
    publicKey: 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    message: '6d756e696d656e742031',
    signature: 'b115d502e7731f324c8a1bf225cd9b3bc113feaf2c41c6b4101c3e0d50545b84c8f3ec28ee1520506e6cfbe9a76f378d7cf45e175f7911c220e0b5589cd96800',
    holds: false
  },
  {
    about: 'R is of low order',
    publicKey: '27a48958185288956e0bcb2393b2b3009f8129af7326aaf19d0357f4f89d8cfc',
    message: '6d756e696d656e74',
    signature: '010000000000000000000000000000000000000000000000000000000000000014d22f0a778b5d9ceb539475289987a0020ec1ee7f3ce2654d59864431348204',
    holds: false
  },
  {
    about: 'A is of low order, written otherwise',
    publicKey: 'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    message: '6d756e696d656e74',
    signature: 'b115d502e7731f324c8a1bf225cd9b3bc113feaf2c41c6b4101c3e0d50545b84c8f3ec28ee1520506e6cfbe9a76f378d7cf45e175f7911c220e0b5589cd96800',
    holds: false
  },
  {
    about: 'A is no point of the curve',
    publicKey: '0200000000000000000000000000000000000000000000000000000000000000',
    message: '6d756e696d656e74',
    signature: 'b115d502e7731f324c8a1bf225cd9b3bc113feaf2c41c6b4101c3e0d50545b8485ce7751f6b74ee9d4885b15df728a5e5ee933d60bfdf6540927e1afbd11d403',
    holds: false
  },
  {
    about: 'R is no point of the curve',
    publicKey: '27a48958185288956e0bcb2393b2b3009f8129af7326aaf19d0357f4f89d8cfc',
    message: '6d756e696d656e74',
    signature: '020000000000000000000000000000000000000000000000000000000000000085ce7751f6b74ee9d4885b15df728a5e5ee933d60bfdf6540927e1afbd11d403',
    holds: false
  }
]
