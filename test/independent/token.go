// SPDX-License-Identifier: BSD-3-Clause

// A second opinion on a CCA token, with nothing of virtCCA's: go-cose and fxamacker's CBOR, as Debian packages them, and
// the P-384 of Go. Checks both signatures, the binding of the keys, and the challenge, and prints the claims.
package main

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"os"

	"github.com/fxamacker/cbor/v2"
	"github.com/veraison/go-cose"
)

type component struct {
	Type        string `cbor:"1,keyasint,omitempty"`
	Measurement []byte `cbor:"2,keyasint"`
	Version     string `cbor:"4,keyasint,omitempty"`
	Signer      []byte `cbor:"5,keyasint"`
	Hash        string `cbor:"6,keyasint,omitempty"`
}

type platformClaims struct {
	Challenge      []byte      `cbor:"10,keyasint"`
	Instance       []byte      `cbor:"256,keyasint"`
	Profile        string      `cbor:"265,keyasint"`
	Lifecycle      uint64      `cbor:"2395,keyasint"`
	Implementation []byte      `cbor:"2396,keyasint"`
	Components     []component `cbor:"2399,keyasint"`
	Service        string      `cbor:"2400,keyasint,omitempty"`
	Config         []byte      `cbor:"2401,keyasint"`
	Hash           string      `cbor:"2402,keyasint"`
}

type realmClaims struct {
	Challenge []byte   `cbor:"10,keyasint"`
	Profile   string   `cbor:"265,keyasint"`
	RPV       []byte   `cbor:"44235,keyasint"`
	Hash      string   `cbor:"44236,keyasint"`
	Key       []byte   `cbor:"44237,keyasint"`
	RIM       []byte   `cbor:"44238,keyasint"`
	REMs      [][]byte `cbor:"44239,keyasint"`
	KeyHash   string   `cbor:"44240,keyasint"`
}

type collection struct {
	Platform []byte `cbor:"44234,keyasint"`
	Realm    []byte `cbor:"44241,keyasint"`
}

type coseKey struct {
	Type  int64  `cbor:"1,keyasint"`
	Curve int64  `cbor:"-1,keyasint"`
	X     []byte `cbor:"-2,keyasint"`
	Y     []byte `cbor:"-3,keyasint"`
}

func decoder() (cbor.DecMode, error) {
	return cbor.DecOptions{
		DupMapKey: cbor.DupMapKeyEnforcedAPF,
		IndefLength: cbor.IndefLengthForbidden,
		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
	}.DecMode()
}

func readTrust(name string) (*ecdsa.PublicKey, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New(name + " is no PEM")
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	ec, ok := key.(*ecdsa.PublicKey)
	if !ok {
		return nil, errors.New(name + " is no EC key")
	}
	return ec, nil
}

func realmKey(dec cbor.DecMode, raw []byte) (*ecdsa.PublicKey, error) {
	var key coseKey
	if err := dec.Unmarshal(raw, &key); err != nil {
		return nil, err
	}
	if key.Type != 2 || key.Curve != 2 {
		return nil, errors.New("the realm's key is not on P-384")
	}
	ec := &ecdsa.PublicKey{Curve: elliptic.P384(), X: new(big.Int).SetBytes(key.X), Y: new(big.Int).SetBytes(key.Y)}
	if !ec.Curve.IsOnCurve(ec.X, ec.Y) {
		return nil, errors.New("the realm's key is no point of P-384")
	}
	return ec, nil
}

// open checks a COSE_Sign1 and decodes its claims.
func open(dec cbor.DecMode, signed []byte, key crypto.PublicKey, claims interface{}) error {
	var message cose.Sign1Message
	if err := message.UnmarshalCBOR(signed); err != nil {
		return err
	}
	verifier, err := cose.NewVerifier(cose.AlgorithmES384, key)
	if err != nil {
		return err
	}
	if err := message.Verify(nil, verifier); err != nil {
		return err
	}
	return dec.Unmarshal(message.Payload, claims)
}

// claimsOf decodes the claims of a COSE_Sign1 whose key is in them.
func claimsOf(dec cbor.DecMode, signed []byte, claims interface{}) error {
	var message cose.Sign1Message
	if err := message.UnmarshalCBOR(signed); err != nil {
		return err
	}
	return dec.Unmarshal(message.Payload, claims)
}

func check(token []byte, trust *ecdsa.PublicKey, challenge []byte) (*platformClaims, *realmClaims, error) {
	var tag cbor.RawTag
	var parts collection
	var platform platformClaims
	var realm realmClaims

	dec, err := decoder()
	if err != nil {
		return nil, nil, err
	}
	if err := dec.Unmarshal(token, &tag); err != nil {
		return nil, nil, err
	}
	if tag.Number != 399 {
		return nil, nil, fmt.Errorf("tag %d, not 399", tag.Number)
	}
	if err := dec.Unmarshal(tag.Content, &parts); err != nil {
		return nil, nil, err
	}
	if err := open(dec, parts.Platform, trust, &platform); err != nil {
		return nil, nil, fmt.Errorf("platform token: %w", err)
	}
	if err := claimsOf(dec, parts.Realm, &realm); err != nil {
		return nil, nil, fmt.Errorf("realm token: %w", err)
	}
	key, err := realmKey(dec, realm.Key)
	if err != nil {
		return nil, nil, err
	}
	if err := open(dec, parts.Realm, key, &realm); err != nil {
		return nil, nil, fmt.Errorf("realm token: %w", err)
	}
	bound := sha256.Sum256(realm.Key)
	if realm.KeyHash != "sha-256" || !bytes.Equal(platform.Challenge, bound[:]) {
		return nil, nil, errors.New("the platform does not vouch for the realm's key")
	}
	if !bytes.Equal(realm.Challenge, challenge) {
		return nil, nil, errors.New("another challenge")
	}
	return &platform, &realm, nil
}

func run() error {
	if len(os.Args) != 4 {
		return errors.New("usage: token TOKEN PLATFORM-KEY.PEM CHALLENGE-HEX")
	}
	token, err := os.ReadFile(os.Args[1])
	if err != nil {
		return err
	}
	trust, err := readTrust(os.Args[2])
	if err != nil {
		return err
	}
	challenge, err := hex.DecodeString(os.Args[3])
	if err != nil {
		return err
	}
	// Linux fills a short challenge up with zeros
	challenge = append(challenge, make([]byte, 64)...)[:64]
	platform, realm, err := check(token, trust, challenge)
	if err != nil {
		return err
	}
	fmt.Printf("verified\nlifecycle 0x%04x\n", platform.Lifecycle)
	for _, c := range platform.Components {
		fmt.Printf("component %s %s %x\n", c.Type, c.Hash, c.Measurement)
	}
	fmt.Printf("rim %x\nrpv %x\n", realm.RIM, realm.RPV)
	for i, rem := range realm.REMs {
		fmt.Printf("rem%d %x\n", i, rem)
	}
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "token:", err)
		os.Exit(1)
	}
}
